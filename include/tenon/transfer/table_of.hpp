// tenon/transfer/table_of.hpp: the rows of a model, as an export and an import see them. A tenant's rows are read and written in
// its scope.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/run.hpp>
#include <tenon/repository/create.hpp>
#include <tenon/repository/create_many.hpp>
#include <tenon/repository/repository.hpp>
#include <tenon/repository/stream.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/repository/update.hpp>
#include <tenon/sql/statement/transfer.hpp>
#include <tenon/transfer/database.hpp>
#include <tenon/transfer/row.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::transfer::detail {

/// The limit of a model with a quota, and the key of a root: what an attribute of its says.
struct said_limit {
    template <class Attribute> static constexpr bool is_in = requires { Attribute::limit; };
    template <class Attribute> static constexpr auto of = Attribute::limit;
};
struct said_root {
    template <class Attribute> static constexpr bool is_in = requires { Attribute::root; };
    template <class Attribute> static constexpr auto of = Attribute::root;
};
template <class Said, class... Attributes> constexpr auto said_among(std::type_identity<std::tuple<Attributes...>>) {
    using found = decltype(std::tuple_cat(std::conditional_t<Said::template is_in<Attributes>, std::tuple<Attributes>, std::tuple<>>()...));
    return Said::template of<std::tuple_element_t<0, found>>;
}
template <class Said, class Model>
inline constexpr auto said = said_among<Said>(
    std::type_identity<typename tenon::detail::description_traits<tenon::detail::description_of<Model>>::attributes>());

/// `Scope`: a system scope.
template <class Model, class Scope> class table_of final : public table {
public:
    explicit table_of(Scope all) : all_(std::move(all)) {}

    result<std::uint64_t> read(std::string_view tenant, bool with_secrets, const line_sink& to) const override {
        return in_scope<std::uint64_t>(tenant, [&]<class Target>(const Target& in) -> result<std::uint64_t> {
            const auto nothing = [](auto&) { return true; };
            const auto selected = in.select(typename Target::values(nothing));
            using source = repository_detail::streamed_rows<Model, typename Target::driver_type>;
            row_stream<Model, source> rows(
                source(in.call(sql::spec_of<sql::select_own<typename Target::context, Model>>, selected), &Target::read_row_again, nullptr));
            const std::string head = line_head(info_of<Model>().model, tenant);
            std::string line;
            std::uint64_t count = 0;
            for (auto* row = rows.next(); row != nullptr; row = rows.next()) {
                if (!*row) return fail(row->error());
                line = head;
                if (auto why = append_row(line, **row, with_secrets)) return fail(std::move(why));
                if (auto written = to(line); !written) return fail(written.error());
                ++count;
            }
            return count;
        });
    }

    result<std::vector<std::string>> tenants() const override {
        using system = target<Scope>;
        std::vector<std::string> ids;
        if constexpr (sql::has_tenant_column<typename system::context, Model> || info_of<Model>().tenancy.kind == tenancy_kind::root) {
            const auto nothing = [](auto&) { return true; };
            auto why = driver::read_rows<typename system::driver_type>(
                system{all_}.call(sql::spec_of<sql::select_tenants<typename system::context, Model>>, typename system::values(nothing)),
                {&ids, [](void* into, auto& statement, driver::row_failure& failed) {
                     std::string_view id;
                     if (const errc wrong = statement.column(0).read(column_type::text, id); wrong != errc::ok) return failed.note(wrong, no_field);
                     static_cast<std::vector<std::string>*>(into)->emplace_back(id);
                 }});
            if (why != nullptr) return fail(std::move(why));
        }
        std::sort(ids.begin(), ids.end()); // by their bytes, whatever the database's locale
        return ids;
    }

    result<std::int64_t> count(std::string_view tenant) const override {
        return in_scope<std::int64_t>(tenant, [&]<class Target>(const Target& in) {
            const auto bind = [&](auto& b) { return in.bind_scope(b); };
            return in.number(sql::spec_of<sql::count_own<typename Target::context, Model>>, typename Target::values(bind));
        });
    }

    result<void> insert(std::string_view tenant, std::span<const record> rows) const override {
        std::vector<Model> made(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (auto why = make_row(rows[i], made[i])) return fail(std::move(why));
        return in_scope_of<void>(tenant, std::span<Model>(made), [&](const auto& in) -> result<void> {
            const auto written = repository_detail::create_each<true, false, false>(in, made);
            if (!written) return fail(written.error());
            return {};
        });
    }

    result<std::string> insert_numbered([[maybe_unused]] std::string_view tenant, [[maybe_unused]] const record& row) const override {
        if constexpr (repository_detail::counted_field<Model> != no_field) {
            Model made{};
            if (auto why = make_row(row, made)) return fail(std::move(why));
            return in_scope_of<std::string>(tenant, std::span(&made, 1), [&](const auto& in) -> result<std::string> {
                if (const errc refused = repository_detail::row_refusal(in, made); refused != errc::ok) return fail(repository_detail::refused_row(in, refused));
                if (auto why = repository_detail::insert_numbered(in, made)) return fail(std::move(why));
                return std::to_string(reflection::get<repository_detail::counted_field<Model>>(made));
            });
        } else return fail(errc::unsupported);
    }

    result<void> set_references([[maybe_unused]] std::string_view tenant, [[maybe_unused]] const record& row) const override {
        if constexpr (!sql::postponable_fields<Model>.empty()) {
            Model made{};
            if (auto why = make_row(row, made)) return fail(std::move(why));
            return in_scope<void>(tenant, [&]<class Target>(const Target& in) -> result<void> {
                using statement = sql::update_references<typename Target::context, Model>;
                const auto bind = [&](typename Target::binder& b) { return in.bind_scope(b) && bind_all(b, made, statement::changed) && bind_all(b, made, info_of<Model>().primary_key); };
                const auto changed = in.change(sql::spec_of<statement>, bind);
                if (!changed) return fail(changed.error());
                if (*changed == 0) return fail(repository_detail::missing_reference(in));
                return {};
            });
        } else return fail(errc::unsupported);
    }

    result<void> set_quota([[maybe_unused]] std::string_view tenant, [[maybe_unused]] std::optional<std::int64_t> most) const override {
        if constexpr (info_of<Model>().quota.field != no_field) return set_limit<said<said_limit, Model>>(tenant, most);
        else return fail(errc::unsupported);
    }

private:
    static constexpr tenancy_kind kind = info_of<Model>().tenancy.kind;
    static constexpr bool is_of_nobody = kind == tenancy_kind::shared || kind == tenancy_kind::tenant_or_shared || kind == tenancy_kind::via_parent;
    template <class In> using target = repository_detail::target<Model, In>;

    template <class Answer, class Work> result<Answer> in_scope(std::string_view tenant, Work work) const {
        if (tenant.empty()) {
            if constexpr (is_of_nobody) return work(target<Scope>{all_});
        } else if constexpr (kind != tenancy_kind::shared) {
            auto scope = all_.tenant(tenant);
            return work(target<decltype(scope)>{std::move(scope)});
        }
        return fail(errc::invalid_tenant);
    }

    /// For new rows. That of a root has limits in it, which nobody sets in a tenant's scope: it is written from the system's, as that
    /// scope would have it.
    template <class Answer, class Work> result<Answer> in_scope_of(std::string_view tenant, [[maybe_unused]] std::span<Model> rows, Work work) const {
        if constexpr (kind == tenancy_kind::root)
            return in_scope<Answer>(tenant, [&]<class Target>(const Target& in) -> result<Answer> {
                for (Model& row : rows) {
                    if (const errc refused = repository_detail::row_refusal(in, row); refused != errc::ok) return fail(repository_detail::refused_row(in, refused));
                    repository_detail::stamp<typename Target::context>(row, in.scope.tenant());
                }
                return work(target<Scope>{all_});
            });
        else return in_scope<Answer>(tenant, std::move(work));
    }

    /// In the row of the root.
    template <auto Limit> result<void> set_limit(std::string_view tenant, std::optional<std::int64_t> most) const {
        using field = reflection::type_of<Limit>;
        using number = unwrapped_t<field>;
        if (!tenant_id(tenant).is_valid()) return fail(errc::invalid_tenant);
        const auto set = [&](auto value) -> result<void> {
            using root = reflection::class_of<Limit>;
            const repository_detail::target<root, Scope> all{all_}; // nobody sets them in a tenant's scope
            const auto changed = repository_detail::update_many(all, where(tenon::field<said<said_root, root>> == tenant), tenon::set<Limit>(value));
            if (!changed) return fail(changed.error());
            if (*changed == 0) return fail(errc::not_found);
            return {};
        };
        if (most) {
            if (!std::in_range<number>(*most)) return fail(errc::out_of_range);
            return set(static_cast<number>(*most));
        }
        if constexpr (is_optional_v<field>) return set(std::nullopt);
        else return fail(errc::not_null_violation);
    }

    template <class Binder> static bool bind_all(Binder& to, const Model& row, const field_list& places) {
        bool done = true;
        for (const std::size_t wanted : places)
            reflection::for_each_field(row, [&]<std::size_t Place>(const auto& field, std::integral_constant<std::size_t, Place>) {
                if (Place == wanted && done) done = to(info_of<Model>().columns[Place], field);
            });
        return done;
    }

    Scope all_;
};

} // namespace tenon::inline TENON_ABI::transfer::detail

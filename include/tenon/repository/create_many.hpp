// tenon/repository/create_many.hpp: many new rows, all of them or none.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/repository/completion.hpp>
#include <tenon/repository/create.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/repository/validation.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

/// Whether the rows of a range lie in memory, each in its own place, for as long as the range lives. Others may be made as
/// they are asked for, and gone when the next one is.
template <class Model, class Rows>
inline constexpr bool are_stored = [] {
    using iterator = decltype(std::begin(std::declval<const Rows&>()));
    if constexpr (std::contiguous_iterator<iterator>) return std::same_as<std::iter_value_t<iterator>, Model>;
    else return false;
}();

/// Binds rows that lie one behind the other and need nothing: as many as the statement takes without being told more. Stops at
/// the first that is not such a one, whatever is wrong with it.
template <bool WithNumber, bool Completes, class Model, class Scope, class Statement>
[[gnu::flatten]] const Model* bind_whole_rows(const target<Model, Scope>& in, Statement& statement, const Model* at, const Model* end) {
    using context = typename target<Model, Scope>::context;
    constexpr int shared = sql::insert_binds_tenant<context, Model> ? 1 : 0;
    const std::string_view tenant = in.scope.tenant().view();
    auto rows = statement.take_rows(sql::detail::inserted_count<context, Model, WithNumber>, shared);
    for (; at != end && rows.has_room(); ++at) {
        if ((Completes && needs_completion(*at)) || check_tenant<context>(*at, tenant) != errc::ok) [[unlikely]] break;
        if (invalid_row(*at) != nullptr) [[unlikely]] break;
        std::size_t refused;
        if (bind_fields<context, WithNumber>(rows, *at, refused) != errc::ok) [[unlikely]] break;
        rows.next();
    }
    return at;
}

/// Writes each row with one statement. `Number` says whether the database numbers them; `Completes`, whether what a row leaves
/// out is filled in, and what every write changes is changed.
template <bool WithNumber, bool SkipDuplicates, bool Completes = true, class Model, class Scope, class Rows>
result<std::int64_t> create_each(const target<Model, Scope>& in, const Rows& rows) {
    using context = typename target<Model, Scope>::context;
    constexpr auto& spec = sql::spec_of<sql::insert<context, Model, verb::create_many, WithNumber, SkipDuplicates>>;
    typename target<Model, Scope>::execution run(in.scope.session(), spec, driver::access::write, in.caller());
    std::optional<Model> completed; // only where something is missing: rows that are whole are bound as they are
    std::int64_t given = 0;
    std::size_t number = 0;
    const auto end = std::end(rows);
    for (auto next = std::begin(rows); next != end; ++next) {
        if constexpr (are_stored<Model, Rows> && counted_field<Model> == no_field && requires { run.statement().take_rows(1, 0); }) {
            if (given != 0) { // there is a statement, and a first row
                const auto bound = bind_whole_rows<WithNumber, Completes>(in, run.statement(), &*next, &*next + (end - next)) - &*next;
                given += bound;
                number += static_cast<std::size_t>(bound);
                if ((next += bound) == end) break;
            }
        }
        const Model& each = *next;
        ++number;
        if constexpr (counted_field<Model> != no_field)
            if (wants_number(each) == WithNumber) continue;
        if (const errc refused = check_tenant<context>(each, in.scope.tenant().view()); refused != errc::ok) [[unlikely]]
            return fail(refused_row(in, refused));
        const Model* row = &each;
        if (Completes && needs_completion(each)) {
            completed = each;
            fill(*completed);
            row = &*completed;
        }
        if (auto why = invalid_row(*row, number)) [[unlikely]] return fail(std::move(why));
        const auto bind = [&](auto& b) { return bind_row<WithNumber>(in, b, *row); };
        if (!run.bind(bind)) [[unlikely]] return run.failure();
        if (!run.add_row(are_stored<Model, Rows> && row == &each)) [[unlikely]] return run.failure(bind);
        ++given;
    }
    if (!run.finish_rows()) [[unlikely]] return run.failure();
    if constexpr (sql::detail::inserts_if_allowed<context, Model> && !SkipDuplicates)
        if (run.rows() != given) return fail(missing_reference(in));
    return run.rows();
}

/// Writes rows that one statement is enough for, and that are part of no transaction, without one: the driver sees to it that all
/// of them are written, or none. Nothing: they want a transaction.
template <bool SkipDuplicates, class Model, class Scope, class Rows>
std::optional<result<std::int64_t>> create_alone(const target<Model, Scope>& in, const Rows& rows) {
    using driver_type = typename target<Model, Scope>::driver_type;
    // Where rows are inserted if they are allowed, it takes the number of those that were to tell that one was not.
    constexpr bool tells_late = sql::detail::inserts_if_allowed<typename target<Model, Scope>::context, Model> && !SkipDuplicates;
    if constexpr (!tells_late && requires { std::size(rows); &driver_type::adds_rows_alone; }) {
        const auto& session = in.scope.session();
        if (session.in_transaction() || !driver_type::adds_rows_alone(session.connections().options(), std::size(rows))) return std::nullopt;
        const std::size_t without = count_unnumbered<Model>(rows);
        if (without != 0 && without != std::size(rows)) return std::nullopt;
        auto written = [&] {
            if constexpr (counted_field<Model> != no_field)
                if (without != 0) return create_each<false, SkipDuplicates>(in, rows);
            return create_each<true, SkipDuplicates>(in, rows);
        }();
        // As a transaction: again where the connection broke before anything was sent, a statement has to be prepared anew, or another
        // transaction stood in the way.
        const bool again = !written && (written.error().is_retryable() || written.error().code == errc::connection_lost);
        if (!again) return written;
    }
    return std::nullopt;
}

template <bool SkipDuplicates, class Model, class Scope, class Rows>
result<std::int64_t> create_many(const target<Model, Scope>& in, const Rows& rows) {
    if (const errc refused = in.scope.check(); refused != errc::ok) return in.refuse(refused);
    if (std::begin(rows) == std::end(rows)) return std::int64_t{0};
    if (auto written = create_alone<SkipDuplicates>(in, rows)) return std::move(*written);
    return in.scope.transaction([&](auto& tx) -> result<std::int64_t> {
        const target<Model, Scope> inside{tx};
        auto written = create_each<true, SkipDuplicates>(inside, rows);
        if constexpr (counted_field<Model> != no_field) {
            if (!written) return written;
            auto numbered = create_each<false, SkipDuplicates>(inside, rows);
            if (!numbered) return numbered;
            *written += *numbered;
        }
        return written;
    });
}

} // namespace tenon::inline TENON_ABI::repository_detail

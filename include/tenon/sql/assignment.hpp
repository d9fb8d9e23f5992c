// tenon/sql/assignment.hpp: changes of fields: set, increment, decrement, multiply.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/sql/expression/operand.hpp>
#include <tenon/sql/predicate.hpp>
#include <tenon/sql/text.hpp>

#include <concepts>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

namespace sql {

enum class change { set, add, subtract, multiply };

/// The text of a change: a type without values.
template <auto Member, change Change, class Model = reflection::class_of<Member>> struct assignment_shape {
    using model = Model;
    static constexpr std::size_t place = reflection::index_of<Member>;
    static constexpr bool computes = Change != change::set;
    template <class Context> static constexpr void write(text_writer& w) noexcept {
        w.identifier(column_of<Member>.column);
        w.write(" = ");
        write_value<Context>(w, w.next_parameter());
    }
    /// What the column will hold; `number` is the change's parameter.
    template <class Context> static constexpr void write_value(text_writer& w, std::size_t number) noexcept {
        using dialect = typename Context::dialect;
        constexpr const column_info& column = column_of<Member>;
        static_assert(Change == change::set || dialect::can_compute(column.type),
                      "tenon: this database cannot compute with decimals exactly: read the row, and set the new value");
        if constexpr (Change == change::set) dialect::parameter(w, number);
        else
            dialect::computed(
                w, column.type, Context::leads_with_tenant,
                [&] {
                    w.identifier(info_of<model>().table);
                    w.write(".");
                    w.identifier(column.column);
                },
                Change == change::add ? " + " : Change == change::subtract ? " - " : " * ",
                [&] { dialect::parameter(w, number); });
    }
};

/// `column = ?` for the field at a place: what the library sets by itself.
template <class Model, std::size_t Place> struct stamp_shape {
    static constexpr std::size_t place = Place;
    static constexpr bool computes = false;
    template <class Context> static constexpr void write(text_writer& w) noexcept {
        w.identifier(info_of<Model>().columns[Place].column);
        w.write(" = ");
        write_value<Context>(w, w.next_parameter());
    }
    template <class Context> static constexpr void write_value(text_writer& w, std::size_t number) noexcept {
        Context::dialect::parameter(w, number);
    }
};

/// `version = version + 1`
template <class Model> struct next_version_shape {
    template <class Context> static constexpr void write(text_writer& w) noexcept {
        constexpr const column_info& column = info_of<Model>().columns[info_of<Model>().version];
        w.identifier(column.column);
        w.write(" = ");
        Context::dialect::computed(
            w, column.type, Context::leads_with_tenant,
            [&] { write_column(w, info_of<Model>().table, column.column); }, " + ", [&] { w.write("1"); });
    }
};

struct assignment_tag {};
template <class T>
concept assignment = std::is_base_of_v<assignment_tag, T>;

/// A change with its value.
template <auto Member, change Change, class Kept, class Model = reflection::class_of<Member>>
struct assignment_of : assignment_tag {
    using shape = assignment_shape<Member, Change>;
    using model = Model;
    static constexpr auto member = Member;
    Kept value;
    constexpr explicit assignment_of(Kept kept) : value(std::move(kept)) {}
    template <class Sink> constexpr bool bind(Sink& sink) const { return sink.assign(column_of<Member>, value); }
};

} // namespace sql

template <auto Member, class Model = reflection::class_of<Member>> struct set_word {
    using field_type = reflection::type_of<Member>;
    using value_type = unwrapped_t<field_type>;

    template <class Given> constexpr auto operator()(Given&& given) const {
        using value = std::remove_cvref_t<Given>;
        using optional = std::optional<value_type>;
        constexpr bool may_be_null = std::same_as<value, std::nullopt_t> || is_optional_v<value>;
        constexpr bool has_type =
            std::same_as<value, std::nullopt_t> || std::same_as<value, optional> || sql::comparable_with<value_type, value>;
        static_assert(has_type,
                      "tenon: set was given a value of another type than the field's: give a value of the field's type");
        static_assert(!has_type || !may_be_null || is_optional_v<field_type>,
                      "tenon: set was given NULL for a field that is never NULL: make it a std::optional, or give a value");
        if constexpr (!has_type) return sql::assignment_of<Member, sql::change::set, optional>(std::nullopt);
        else if constexpr (may_be_null)
            return sql::assignment_of<Member, sql::change::set, optional>(optional(std::forward<Given>(given)));
        else {
            using kept = sql::kept_t<value_type, Given>;
            return sql::assignment_of<Member, sql::change::set, kept>(sql::keep<value_type>(std::forward<Given>(given)));
        }
    }
};
/// `set<&User::level>(3)`: the field gets a value. Text given by name is borrowed until the statement has run.
template <auto Member> inline constexpr set_word<Member> set{};

template <auto Member, sql::change Change, class Model = reflection::class_of<Member>> struct compute_word {
    using value_type = unwrapped_t<reflection::type_of<Member>>;
    template <class Given> constexpr auto operator()(Given given) const {
        constexpr bool computable =
            std::is_arithmetic_v<Given> &&
            (sql::integer_field<value_type> || std::floating_point<value_type> || !std::is_arithmetic_v<value_type>) &&
            sql::comparable_with<value_type, Given>;
        static_assert(computable, "tenon: increment, decrement and multiply compute with numbers: use them on number fields, "
                                  "with numbers");
        if constexpr (computable) {
            using kept = sql::kept_t<value_type, Given>;
            return sql::assignment_of<Member, Change, kept>(sql::keep<value_type>(std::move(given)));
        } else return sql::assignment_of<Member, sql::change::set, std::optional<value_type>>(std::nullopt);
    }
};
/// `increment<&User::level>(1)`: computed by the database, so no change of another gets lost. NULL stays NULL; a result
/// outside the field's type is refused.
template <auto Member> inline constexpr compute_word<Member, sql::change::add> increment{};
/// `decrement<&User::level>(1)`: as increment, downwards.
template <auto Member> inline constexpr compute_word<Member, sql::change::subtract> decrement{};
/// `multiply<&User::score>(1.5)`: as increment, times.
template <auto Member> inline constexpr compute_word<Member, sql::change::multiply> multiply{};

} // namespace tenon::inline TENON_ABI

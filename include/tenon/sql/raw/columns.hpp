// tenon/sql/raw/columns.hpp: which column of a raw statement fills which field of a struct, and whether it can.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/model/info.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// A set of column types.
using type_set = std::uint32_t;
inline constexpr type_set any_column_type = ~type_set{0};
constexpr type_set set_of(column_type type) noexcept { return type_set{1} << static_cast<unsigned>(type); }
template <class... Types> constexpr type_set set_of(column_type first, Types... others) noexcept { return (set_of(first) | ... | set_of(others)); }

/// A column of what a statement gives, as far as the database knows it before the statement runs.
struct described_column {
    std::string name{};
    std::string type{};                  ///< in the database's words; empty: it does not know
    type_set fields = any_column_type;   ///< of which types a field may be that it fills
    bool nullable = false;               ///< known to hold NULL, perhaps
};

namespace detail {

/// Gathers all that does not fit, so that it is told at once.
template <int = 0> class column_problems {
public:
    void add(std::string_view column, const std::string& problem) {
        text_.append(text_.empty() ? "" : "; ").append(column).append(" ").append(problem);
        fields_.push_back(std::string(column));
    }
    TENON_COLD failure tell(std::string_view row) {
        error e;
        e.code = errc::schema_mismatch;
        e.model = row;
        e.fields = std::move(fields_);
        e.message = "The columns do not fit the struct: " + text_ + ". " + std::string(message(e.code));
        return fail(std::move(e));
    }
    bool empty() const noexcept { return text_.empty(); }

private:
    std::string text_;
    std::vector<std::string> fields_;
};

} // namespace detail

/// The place of the column for each field, by names; extra columns and those of other types are refused. `row` is the name of
/// the struct. errc::schema_mismatch tells every problem at once.
TENON_RARE result<std::vector<int>> match_columns(std::string_view row, std::span<const column_info> fields,
                                                  const std::vector<described_column>& columns) {
    detail::column_problems<> problems;
    std::vector<int> places;
    for (const column_info& field : fields) {
        int place = -1;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (columns[i].name != field.column) continue;
            if (place >= 0) problems.add(field.column, "is there twice: name one of them otherwise, by AS");
            place = static_cast<int>(i);
        }
        places.push_back(place);
        if (place < 0) {
            problems.add(field.column, "is missing: select it, or name what is meant so, by AS");
            continue;
        }
        const described_column& column = columns[static_cast<std::size_t>(place)];
        if ((column.fields & set_of(field.type)) == 0)
            problems.add(field.column, "is " + column.type + " in the database and " + std::string(to_string(field.type)) +
                                           " in the struct: change the field, or CAST the column");
        if (column.nullable && !field.nullable)
            problems.add(field.column, "may be NULL: make the field a std::optional, or give another value by COALESCE");
    }
    for (const described_column& column : columns) {
        bool known = false;
        for (const column_info& field : fields) known = known || field.column == column.name;
        if (!known) problems.add(column.name, "has no field: add one, or leave the column out");
    }
    if (!problems.empty()) return problems.tell(row);
    return places;
}

} // namespace tenon::inline TENON_ABI::sql

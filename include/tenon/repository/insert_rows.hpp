// tenon/repository/insert_rows.hpp: many complete rows at once, of which the numbers that the database gives are wanted.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/repository/create.hpp>
#include <tenon/repository/create_many.hpp>
#include <tenon/repository/target.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// Writes those rows that have their number, or those that have none, with one statement. What failed, or nullptr.
template <bool WithNumber, class Model, class Scope>
std::unique_ptr<error> insert_rows_of(const target<Model, Scope>& in, std::vector<Model>& rows) {
    using context = typename target<Model, Scope>::context;
    constexpr auto& spec = sql::spec_of<sql::insert<context, Model, verb::create_many, WithNumber, false>>;
    std::vector<std::int64_t> given;
    const driver::number_sink sink{&given, [](void* into, std::int64_t number) {
                                       static_cast<std::vector<std::int64_t>*>(into)->push_back(number);
                                   }};
    typename target<Model, Scope>::execution run(in.scope.session(), spec, driver::access::write, in.caller());
    std::int64_t wanted = 0;
    for (const Model& row : rows) {
        if (wants_number(row) == WithNumber) continue;
        const auto bind = [&](auto& b) { return bind_row<WithNumber>(in, b, row); };
        if (!run.bind(bind)) [[unlikely]] return run.take_error();
        if (!run.add_row(true, WithNumber ? nullptr : &sink)) [[unlikely]] return run.take_error(bind);
        ++wanted;
    }
    if (!run.finish_rows()) [[unlikely]] return run.take_error();
    if constexpr (sql::detail::inserts_if_allowed<context, Model>)
        if (run.rows() != wanted) return missing_reference(in);
    if constexpr (!WithNumber) {
        if (static_cast<std::int64_t>(given.size()) != wanted) [[unlikely]] return run.take_error();
        for (std::size_t next = 0; Model& row : rows) {
            if (!wants_number(row)) continue;
            auto& field = reflection::get<counted_field<Model>>(row);
            if (!std::in_range<std::remove_reference_t<decltype(field)>>(given[next])) [[unlikely]]
                return in.error_of(errc::out_of_range, {}, &in.info.columns[counted_field<Model>]);
            field = static_cast<std::remove_reference_t<decltype(field)>>(given[next++]);
        }
    }
    return nullptr;
}

/// Calls `write(std::bool_constant<WithNumber>)` for rows that have their number and for those that have none, where there are such.
/// Numbers that are given come first: so the database does not give them too. What failed, or nullptr.
template <class Model, class Write> std::unique_ptr<error> write_by_numbers(const std::vector<Model>& rows, Write write) {
    if constexpr (counted_field<Model> == no_field) return write(std::true_type{});
    else {
        const std::size_t without = count_unnumbered<Model>(rows);
        std::unique_ptr<error> why;
        if (without != rows.size()) why = write(std::true_type{});
        if (why == nullptr && without != 0) why = write(std::false_type{});
        return why;
    }
}

/// Writes rows to which nothing is to be added but what the database numbers, in the transaction that the scope is in: with one
/// statement, and with one more where only some of them have their number. What failed, or nullptr.
template <class Model, class Scope> std::unique_ptr<error> insert_rows(const target<Model, Scope>& in, std::vector<Model>& rows) {
    return write_by_numbers(rows, [&]<bool WithNumber>(std::bool_constant<WithNumber>) { return insert_rows_of<WithNumber>(in, rows); });
}

/// The same, leaving out rows that break a unique constraint. `written` is how many are not; numbers are not read.
template <class Model, class Scope>
std::unique_ptr<error> insert_new_rows(const target<Model, Scope>& in, const std::vector<Model>& rows, std::int64_t& written) {
    return write_by_numbers(rows, [&]<bool WithNumber>(std::bool_constant<WithNumber>) -> std::unique_ptr<error> {
        const auto count = create_each<WithNumber, true, false>(in, rows);
        if (!count) return std::make_unique<error>(count.error());
        written += *count;
        return nullptr;
    });
}

} // namespace tenon::inline TENON_ABI::repository_detail

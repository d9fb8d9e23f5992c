// tenon/sqlite/aggregates.hpp: the aggregate functions that our statements use, made on every connection: sums that do not
// depend on the order of the rows and are never rounded in silence, where SQLite's own ones would be.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/values/decimal.hpp>
#include <tenon/sqlite/decimal_sum.hpp>
#include <tenon/sqlite/functions.hpp>
#include <tenon/sqlite/integer_sum.hpp>

#include <sqlite3.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <string_view>

namespace tenon::inline TENON_ABI::sqlite::detail {

/// What is kept of numbers while they are added. SQLite gives the memory, all zero.
struct number_sum {
    integer_sum integers;
    double reals;
    std::uint64_t count;
    bool has_real;
    bool has_infinity;

    double total() const noexcept { return has_real ? integers.nearest() + reals : integers.nearest(); }
    bool overflowed() const noexcept { return has_real && !has_infinity && std::isinf(total()); }
};

inline void malformed_number(sqlite3_context* context) noexcept { sqlite3_result_error(context, "malformed number", -1); }

inline void add_number(sqlite3_context* context, int, sqlite3_value** arguments) noexcept {
    const int type = sqlite3_value_type(arguments[0]);
    if (type == SQLITE_NULL) return;
    auto* sum = static_cast<number_sum*>(sqlite3_aggregate_context(context, sizeof(number_sum)));
    if (sum == nullptr) return sqlite3_result_error_nomem(context);
    ++sum->count;
    if (type == SQLITE_INTEGER) return sum->integers.add(sqlite3_value_int64(arguments[0]));
    if (type != SQLITE_FLOAT) return malformed_number(context);
    const double value = sqlite3_value_double(arguments[0]);
    sum->has_real = true;
    sum->has_infinity = sum->has_infinity || std::isinf(value);
    sum->reals += value;
}

/// tenon_sum(number): an integer; a real number where it has more than 64 bits, which tenon_integer then refuses, of groups that
/// are asked for only, or where one was added: an error when it is infinite though none of them was. NULL without any number.
inline void give_sum(sqlite3_context* context) noexcept {
    const auto* sum = static_cast<const number_sum*>(sqlite3_aggregate_context(context, 0));
    if (sum == nullptr || sum->count == 0) return sqlite3_result_null(context);
    if (sum->overflowed()) return sqlite3_result_error(context, "real overflow", -1);
    if (sum->has_real || !sum->integers.fits()) return sqlite3_result_double(context, sum->total());
    sqlite3_result_int64(context, sum->integers.value());
}

/// tenon_avg(number): the sum, whatever its size, as a real number, divided by how many there are.
inline void give_average(sqlite3_context* context) noexcept {
    const auto* sum = static_cast<const number_sum*>(sqlite3_aggregate_context(context, 0));
    if (sum == nullptr || sum->count == 0) return sqlite3_result_null(context);
    if (sum->overflowed()) return sqlite3_result_error(context, "real overflow", -1);
    sqlite3_result_double(context, sum->total() / static_cast<double>(sum->count));
}

TENON_LAZY void add_decimal(sqlite3_context* context, int, sqlite3_value** arguments) noexcept try {
    if (sqlite3_value_type(arguments[0]) == SQLITE_NULL) return;
    std::string_view text;
    auto** sum = static_cast<decimal_sum<>**>(sqlite3_aggregate_context(context, sizeof(decimal_sum<>*)));
    if (sum == nullptr || !text_argument(arguments[0], text)) return sqlite3_result_error_nomem(context);
    const auto number = decimal::parse(text);
    if (!number) return malformed_number(context);
    if (*sum == nullptr) *sum = new decimal_sum<>;
    (*sum)->add(*number);
} catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
}

/// tenon_decimal_sum(text), tenon_decimal_avg(text): exact. SQLite asks for the result also where an error ends the statement,
/// so that what was allocated is freed.
template <bool Average> void give_decimal(sqlite3_context* context) noexcept try {
    auto** held = static_cast<decimal_sum<>**>(sqlite3_aggregate_context(context, 0));
    if (held == nullptr || *held == nullptr) return sqlite3_result_null(context);
    const std::unique_ptr<decimal_sum<>> sum(*held);
    std::optional<decimal> result = sum->sum();
    if (Average && result) result = average(*result, sum->count());
    if (!result) return sqlite3_result_error(context, "decimal overflow", -1);
    sqlite3_result_text64(context, result->text().data(), result->text().size(), SQLITE_TRANSIENT, SQLITE_UTF8);
} catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
}

/// Makes all of them. A result code of SQLite.
TENON_RARE int create_aggregates(sqlite3* database) noexcept {
    struct {
        const char* name;
        void (*step)(sqlite3_context*, int, sqlite3_value**);
        void (*final)(sqlite3_context*);
    } const functions[] = {{"tenon_sum", add_number, give_sum},
                           {"tenon_avg", add_number, give_average},
                           {"tenon_decimal_sum", add_decimal<>, give_decimal<false>},
                           {"tenon_decimal_avg", add_decimal<>, give_decimal<true>}};
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    for (const auto& each : functions)
        if (const int code = sqlite3_create_function_v2(database, each.name, 1, flags, nullptr, nullptr, each.step, each.final,
                                                        nullptr);
            code != SQLITE_OK)
            return code;
    return SQLITE_OK;
}

} // namespace tenon::inline TENON_ABI::sqlite::detail

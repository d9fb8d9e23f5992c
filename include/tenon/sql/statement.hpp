// tenon/sql/statement.hpp: a statement's text and what is known of it, as constant data that a driver can take.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/info.hpp>
#include <tenon/sql/text.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tenon::inline TENON_ABI {

/// What a statement does, for hooks.
enum class verb : std::uint8_t {
    create, create_many, find_unique, find_first, find_many, count, exists,
    update, update_many, upsert, remove, remove_many, schema, transaction, other,
};

constexpr std::string_view to_string(verb v) noexcept {
    constexpr std::string_view names[] = {"create", "create_many", "find_unique", "find_first", "find_many", "count",
                                          "exists", "update", "update_many", "upsert", "remove", "remove_many",
                                          "schema", "transaction", "other"};
    return names[static_cast<std::size_t>(v)];
}

namespace sql {

/// The number of a statement in the caches of connections: given out once in a program, on first use. Zero: not yet.
using statement_number = std::atomic<std::uint32_t>;

inline std::uint32_t number_of(statement_number& number) noexcept {
    static constinit std::atomic<std::uint32_t> last{0};
    const std::uint32_t known = number.load(std::memory_order_relaxed);
    if (known != 0) [[likely]] return known;
    std::uint32_t expected = 0;
    const std::uint32_t fresh = last.fetch_add(1, std::memory_order_relaxed) + 1;
    // Two threads may come here at once; one of the two numbers is then never used.
    return number.compare_exchange_strong(expected, fresh, std::memory_order_relaxed) ? fresh : expected;
}

/// A statement as drivers see it. `text` ends with a NUL; it and `model` live as long as the program.
struct statement_spec {
    std::string_view text;
    tenon::verb verb = tenon::verb::other;
    const model_info* model = nullptr;
    statement_number* number = nullptr; ///< nullptr: not to be kept
};

namespace detail {
template <class Statement> inline constinit statement_number number{0};
}

/// The spec of a statement type, which has `write(text_writer&)`, `model` and `verb`.
template <class Statement>
inline constexpr statement_spec spec_of{text_of<Statement>.view(), Statement::verb,
                                        &info_of<typename Statement::model>(), &detail::number<Statement>};

} // namespace sql
} // namespace tenon::inline TENON_ABI

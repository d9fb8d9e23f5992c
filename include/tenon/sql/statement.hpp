// tenon/sql/statement.hpp: a statement's text and what is known of it, as constant data that a driver can take.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/info.hpp>
#include <tenon/sql/text.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI {

/// The constant data of a model; defined with the definition of models.
template <class Model> constexpr const model_info& info_of();

/// What a statement does, for hooks.
enum class verb : std::uint8_t {
    create, create_many, find_unique, find_first, find_many, stream, count, exists, aggregate, group_by,
    update, update_many, upsert, remove, remove_many, restore, restore_many, query, execute, schema, transaction, other,
};

constexpr std::string_view to_string(verb v) noexcept {
    constexpr std::string_view names[] = {"create", "create_many", "find_unique", "find_first", "find_many", "stream",
                                          "count", "exists", "aggregate", "group_by", "update", "update_many", "upsert", "remove",
                                          "remove_many", "restore", "restore_many", "query", "execute", "schema", "transaction", "other"};
    return names[static_cast<std::size_t>(v)];
}

namespace sql {

/// The number of a statement in the caches of connections: given out once in a program, on first use. Zero: not yet.
using statement_number = std::atomic<std::uint32_t>;

TENON_RARE std::uint32_t give_number(statement_number& number) noexcept {
    static constinit std::atomic<std::uint32_t> last{0};
    std::uint32_t expected = 0;
    const std::uint32_t fresh = last.fetch_add(1, std::memory_order_relaxed) + 1;
    // Two threads may come here at once; one of the two numbers is then never used.
    return number.compare_exchange_strong(expected, fresh, std::memory_order_relaxed) ? fresh : expected;
}

inline std::uint32_t number_of(statement_number& number) noexcept {
    const std::uint32_t known = number.load(std::memory_order_relaxed);
    return known != 0 ? known : give_number(number);
}

/// What stands behind a parameter of a statement: the field at a place, or one of these.
inline constexpr std::uint8_t tenant_parameter = 0xfe;
inline constexpr std::uint8_t other_parameter = 0xff;

struct raw_request;

/// A statement as drivers see it. `text` ends with a NUL; it, `model` and `parameters` live as long as the program, or the text of one
/// without a number as long as it runs.
struct statement_spec {
    std::string_view text;
    tenon::verb verb = tenon::verb::other;
    const model_info* model = nullptr;
    statement_number* number = nullptr; ///< nullptr: not to be kept for good
    /// For statements that write: what the first parameters are, so that a failed reference can be looked for.
    std::span<const std::uint8_t> parameters{};
    /// It inserts its parameters as one row and does nothing else: a driver may write many rows at once in another way.
    bool is_plain_insert = false;
    /// The text in each of several dialects, for drivers that are one of several; else empty.
    std::span<const std::string_view> texts{};
    /// The text is the program's own: the driver puts it into its dialect, and keeps it within its tenant.
    const raw_request* raw = nullptr;
    /// Without a number: tells a statement that is kept for a while from all others that the program ever has. 0: it is not kept at all.
    std::uint64_t passing = 0;

    /// The same in the dialect of this number.
    constexpr statement_spec in_dialect(std::size_t number_of_dialect) const noexcept {
        statement_spec spoken = *this;
        if (!texts.empty()) spoken.text = texts[number_of_dialect];
        return spoken;
    }
};

namespace detail {
template <class Statement> inline constinit statement_number number{0};

template <class Statement> consteval std::span<const std::uint8_t> parameters_of() {
    if constexpr (requires { Statement::parameters; }) return Statement::parameters;
    else return {};
}
template <class Statement> consteval bool is_plain_insert() {
    if constexpr (requires { Statement::is_plain; }) return Statement::is_plain;
    else return false;
}
template <class Statement, std::size_t... Dialects>
inline constexpr std::array<std::string_view, sizeof...(Dialects)> text_views{text_of<Statement, Dialects>.view()...};
template <class Statement> consteval std::span<const std::string_view> texts_of() {
    if constexpr (requires { Statement::context::dialect::count; })
        return []<std::size_t... I>(std::index_sequence<I...>) {
            return std::span<const std::string_view>(text_views<Statement, I...>);
        }(std::make_index_sequence<Statement::context::dialect::count>{});
    else return {};
}
} // namespace detail

/// The spec of a statement type, which has `write(text_writer&)`, `model` and `verb`.
template <class Statement>
inline constexpr statement_spec spec_of{text_of<Statement>.view(), Statement::verb,
                                        &info_of<typename Statement::model>(), &detail::number<Statement>,
                                        detail::parameters_of<Statement>(), detail::is_plain_insert<Statement>(),
                                        detail::texts_of<Statement>()};

} // namespace sql
} // namespace tenon::inline TENON_ABI

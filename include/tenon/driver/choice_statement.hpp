// tenon/driver/choice_statement.hpp: a statement of one of several drivers, and a value of its rows.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/values/list.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/sql/raw/columns.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace tenon::inline TENON_ABI::driver {

template <class... Cells> class choice_cell {
public:
    template <class Cell>
        requires(std::is_same_v<Cell, Cells> || ...)
    explicit choice_cell(const Cell& held) noexcept : held_(held) {}

    bool is_null() const {
        return std::visit([](const auto& held) { return held.is_null(); }, held_);
    }
    template <class Value> errc read(column_type type, Value& out) const {
        return std::visit([&](const auto& held) { return held.read(type, out); }, held_);
    }

private:
    std::variant<Cells...> held_;
};

/// Passes everything on. Borrows the statement that it refers to.
template <class... Statements> class choice_statement {
public:
    using cell_type = choice_cell<decltype(std::declval<Statements&>().column(0))...>;

    template <class Inner> void refers_to(Inner* inner) noexcept { held_ = inner; }

    template <class Value> errc bind(int index, column_type type, Value&& value) {
        return visit([&](auto& inner) { return inner.bind(index, type, std::forward<Value>(value)); });
    }
    errc bind_tenant(int index, std::string_view id) {
        return visit([&](auto& inner) { return inner.bind_tenant(index, id); });
    }
    errc bind_null(int index, const column_info& of) {
        return visit([&](auto& inner) { return inner.bind_null(index, of); });
    }
    errc bind_list(int index, const list_view& list) {
        return visit([&](auto& inner) { return inner.bind_list(index, list); });
    }
    /// A list that a column holds: an array, or a text of JSON where the database has none.
    errc bind_array(int index, const list_view& list) {
        return visit([&](auto& inner) {
            if constexpr (requires { inner.bind_array(index, list); }) return inner.bind_array(index, list);
            else {
                std::string text = "[";
                for (std::size_t i = 0; i < list.size; ++i) {
                    if (i != 0) text += ',';
                    std::visit([&](const auto& value) { append_element(text, value); }, list[i]);
                }
                text += ']';
                return inner.bind(index, column_type::list, std::move(text));
            }
        });
    }
    step_result step() {
        return visit([](auto& inner) { return inner.step(); });
    }
    cell_type column(int index) {
        return visit([&](auto& inner) { return cell_type(inner.column(index)); });
    }
    bool add_row(bool lasting, const number_sink* numbers) {
        return visit([&](auto& inner) { return inner.add_row(lasting, numbers); });
    }
    bool finish_rows() {
        return visit([](auto& inner) { return inner.finish_rows(); });
    }
    std::int64_t changes() {
        return visit([](auto& inner) { return inner.changes(); });
    }
    void abandon() {
        visit([](auto& inner) { inner.abandon(); });
    }
    bool describe(std::vector<sql::described_column>& columns) {
        return visit([&](auto& inner) { return inner.describe(columns); });
    }
    void stream_rows() {
        visit([](auto& inner) { inner.stream_rows(); });
    }
    void reset() {
        in_use = false;
        visit([](auto& inner) { inner.reset(); });
    }

    bool in_use = false; ///< kept by statement_cache

private:
    // Lists hold no bytes: that is refused when the program is compiled.
    static void append_element(std::string&, blob_view) {}
    template <class Value> static void append_element(std::string& text, const Value& value) { append_list_element(text, value); }

    template <class Function> decltype(auto) visit(Function function) {
        return std::visit([&](auto* inner) -> decltype(auto) { return function(*inner); }, held_);
    }

    std::variant<Statements*...> held_{};
};

} // namespace tenon::inline TENON_ABI::driver

// tenon/repository/find_shape.hpp: find_unique, find_first, find_many and page with as<Shape>.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/reader.hpp>
#include <tenon/model/check/shape_messages.hpp>
#include <tenon/repository/find.hpp>
#include <tenon/repository/given_relations.hpp>
#include <tenon/repository/page.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/repository/shape_level.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/sql/expression/row_life.hpp>
#include <tenon/sql/statement/keyset.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// The first level of a request.
template <class Row, class Scope, class Filter, class Given, class More = no_more_columns>
using first_level = shape_level<Row, Scope, field_list{}, sql::life_of<shape_of<Filter>> != sql::row_life::live, Given, More>;

template <class Row, class Model, class Scope, class Given, class... Options>
result<std::vector<Row>> find_shapes(const target<Model, Scope>& in, const Given& given, const Options&... options) {
    using asked = request<Model, Options...>;
    const auto& filter = asked::filter(options...);
    first_level<Row, Scope, decltype(filter), Given> level(in, given);
    if (auto why = level.template read<verb::find_many, typename asked::order, asked::paging>(filter, asked::range(options...)))
        return fail(std::move(why));
    return std::move(level.rows);
}

/// find_many with a cursor.
template <class Row, class Model, class Scope, class Given, class... Options>
result<std::vector<Row>> find_shapes_from(const target<Model, Scope>& in, const Given& given, const Options&... options) {
    using keyset = keyset_request<false, Model, Scope, Options...>;
    keyset::check_cursor();
    const auto& filter = keyset::asked::template filter<keyset::kind>(options...);
    typename keyset::place place;
    if (auto why = keyset::find_place(in, filter, keyset::asked::cursor(options...), place)) [[unlikely]] return fail(std::move(why));
    using level_type = first_level<Row, Scope, decltype(filter), Given>;
    level_type level(in, given);
    const typename keyset::rows rows{filter, place};
    const auto& spec = keyset::template spec_of<typename level_type::columns::type>(rows);
    if (auto why = level.read(spec, rows, keyset::paging, keyset::asked::range(options...))) return fail(std::move(why));
    if (keyset::backward) std::reverse(level.rows.begin(), level.rows.end());
    return std::move(level.rows);
}

/// What a page has behind the columns of its shape: see sql::shape_page_columns.
template <class Row, class Keyset> struct page_more {
    page_rows<Row>* page = nullptr;
    std::int64_t rows = 0;

    template <class Statement> bool read(Statement& statement, std::size_t column, driver::row_failure& failed) {
        const errc wrong = statement.column(static_cast<int>(column)).read(column_type::int64, page->total);
        if (wrong != errc::ok) [[unlikely]] failed.note(wrong, no_field);
        if (statement.column(static_cast<int>(column + 1)).is_null()) return false; // no row, but their number
        page->has_more = rows == page->size;
        if (page->has_more) return false;
        if constexpr (Keyset::fault == cursor_fault::none) {
            page->keys.resize(rows == 0 ? 1 : 2);
            Keyset::place::write_from(statement, column + 2, failed, page->keys.back());
        }
        ++rows;
        return true;
    }
};

template <class Row, class Model, class Scope, class Given, class... Options>
result<page<Row>> find_shape_page(const target<Model, Scope>& in, const Given& given, const Options&... options) {
    using keyset = keyset_request<true, Model, Scope, Options...>;
    const auto& filter = keyset::asked::template filter<keyset::kind>(options...);
    typename keyset::place place;
    page_request wanted;
    if (auto why = begin_page<keyset>(in, filter, place, wanted, options...)) [[unlikely]] return fail(std::move(why));
    using level_type = first_level<Row, Scope, decltype(filter), Given, page_more<Row, keyset>>;
    using columns = sql::shape_page_columns<typename keyset::context, Model, typename keyset::order, typename level_type::columns::type>;
    page_rows<Row> read{keyset::asked::range(options...).take};
    level_type level(in, given);
    level.more.page = &read;
    const typename keyset::rows rows{filter, place};
    if (auto why = level.read(keyset::template spec_of<columns>(rows), rows, keyset::paging, wanted.range)) return fail(std::move(why));
    read.rows = std::move(level.rows);
    return finish_page<Row>(read, wanted, [](const page_rows<Row>& found, std::size_t at) {
        return at == 0 ? found.keys.front() : found.keys.back();
    });
}

template <class Row, class Model, class Scope, class Given, class... Options>
result<std::optional<Row>> find_first_shape(const target<Model, Scope>& in, const Given& given, const Options&... options) {
    using asked = request<Model, Options...>;
    const auto& filter = asked::template filter<request_kind::first_row>(options...);
    first_level<Row, Scope, decltype(filter), Given> level(in, given);
    if (auto why = level.template read<verb::find_first, typename asked::order, asked::paging_of_first>(filter, asked::range_of_first(options...)))
        return fail(std::move(why));
    if (level.rows.empty()) return std::optional<Row>();
    return std::optional<Row>(std::move(level.rows.front()));
}

/// A key as a condition. `Shape`: with the options behind it.
template <class Target, class Key, class Shape> struct key_filter {
    using shape = Shape;
    const Key& key;
    template <class Binder> bool bind(Binder& b) const { return Target::bind_key(b, key); }
    constexpr unsigned mask() const noexcept { return 0; }
};

template <class Row, class Model, class Scope, class Key, class... Options>
result<std::optional<Row>> find_unique_shape(const target<Model, Scope>& in, const Key& key, const Options&... options) {
    const auto read = [&]<class Given, class... Others>(const Given& given, const Others&...) -> result<std::optional<Row>> {
        const key_filter<target<Model, Scope>, Key, read_key_shape<Model, Key, Others...>> filter{key};
        first_level<Row, Scope, decltype(filter), Given> level(in, given);
        if (auto why = level.template read<verb::find_unique, sql::sort_order<>, 0U>(filter, {})) return fail(std::move(why));
        return level.take_one();
    };
    return with_relations(read, options...);
}

/// Whether `Row` is a shape of the repository's model, and has the relations that the read has options for. Says why not.
template <class Row, class Model, class... Options> consteval bool check_row() {
    if constexpr (!std::is_same_v<model_of_shape<Row>, Model>) {
        mistake::SHAPE_IS_OF_ANOTHER_MODEL<mistake::GIVEN<Row>, mistake::OF_MODEL<Model>>::tell();
        return false;
    } else if constexpr (!detail::check_shape<Row>()) return false;
    else return check_relations<Row, std::remove_cvref_t<Options>...>();
}

} // namespace tenon::inline TENON_ABI::repository_detail

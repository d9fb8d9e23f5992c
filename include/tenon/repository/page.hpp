// tenon/repository/page.hpp: rows from a cursor on, and pages, which give the cursors.
//
//     auto first = users.page(tenon::order_by(tenon::desc<&User::level>), tenon::take(20)).value();
//     auto next  = users.page(tenon::order_by(tenon::desc<&User::level>), tenon::take(20), tenon::after(first.next));
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/repository/cursor.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/repository/row_place.hpp>
#include <tenon/repository/spec_for.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/sql/statement/keyset.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI {

/// One page of rows. All of it is of the same moment. A cursor is that of a row and stays good when rows come and go, that row
/// too. There are none in an empty page, nor in an order by a secret, by JSON, by lists, by rank, by related rows or from
/// outside, for which `after` and `before` do not compile.
template <class Row> struct page {
    std::vector<Row> items;
    std::int64_t total = 0; ///< rows that the filter finds, on all pages
    bool has_more = false;  ///< there are rows behind this page; with `before`, there are rows in front of it
    std::optional<std::string> next{};     ///< for `after`: of the last row, unless no row is known to be behind it
    std::optional<std::string> previous{}; ///< for `before`: of the first row, unless no row is known to be in front of it
};

namespace repository_detail {

/// A filter, and a place in the order: a condition made of both, with the mask of both.
template <class Filter, class Place, std::size_t Bits> struct rows_from {
    struct shape {
        using filter_shape = typename Filter::shape;
        static constexpr std::size_t optional_parts = Bits + Filter::shape::optional_parts;
    };
    const Filter& filter;
    const Place& place;

    unsigned mask() const noexcept { return place.mask() | filter.mask() << Bits; }
    template <class Binder> bool bind(Binder& b) const { return filter.bind(b) && place.bind(b); }
};

/// A request with a place in its order, as statements and values. `Total`: for a page.
template <bool Total, class Model, class Scope, class... Options> struct keyset_request {
    using model = Model;
    using asked = request<Model, Options...>;
    using target = repository_detail::target<Model, Scope>;
    using context = typename target::context;
    using order = typename asked::order;
    static constexpr request_kind kind = Total ? request_kind::pages : request_kind::distinct_rows;
    using filter = std::remove_cvref_t<decltype(asked::template filter<kind>(std::declval<const Options&>()...))>;
    using masks = sql::place_mask<context, Model, order>;
    using place = row_place<context, Model, order>;
    static constexpr bool has_cursor = asked::cursors != 0;
    static constexpr bool backward = asked::backward;
    static constexpr unsigned paging = asked::paging | static_cast<unsigned>(sql::paging::order);
    static constexpr std::size_t place_bits = has_cursor ? masks::bits : 0; // of the mask
    static constexpr cursor_fault fault = cursor_fault_of<context, Model, order>();
    using rows = rows_from<filter, place, place_bits>;

    template <class Columns> struct texts {
        using context = typename keyset_request::context;
        using model = Model;
        template <unsigned Mask> static consteval const sql::statement_spec* spec() {
            // Where there is no place, none of its keys is NULL.
            constexpr unsigned of_filter = Mask >> place_bits << masks::bits;
            constexpr unsigned mask = has_cursor && masks::has_place(Mask) ? Mask : of_filter;
            return &sql::spec_of<
                sql::select_keyset<context, Model, typename filter::shape, order, backward, paging, Total, Columns, mask>>;
        }
    };
    template <class Columns> static decltype(auto) spec_of(const rows& wanted) {
        return spec_for<texts<Columns>, place_bits>(wanted);
    }

    static constexpr void check_cursor() {
        static_assert(fault != cursor_fault::secret,
                      "tenon: a cursor would hold a secret, which its order sorts by: sort by other fields");
        static_assert(fault != cursor_fault::incomparable,
                      "tenon: a cursor is a place in an order by JSON or lists, which databases compare in ways of their own: "
                      "sort by other fields");
        static_assert(masks::nullable_keys <= 4, "tenon: an order with cursors has more than four keys that may be NULL, each of "
                                                 "which doubles the number of its texts: use fewer of them");
    }

    static cursor_owner owner(const target& in, const filter& asked_for) {
        cursor_owner of{in.scope.session().connections().cursor_key(), {},
                        sql::text_of<sql::cursor_query<context, Model, typename filter::shape, order>>.view(), sql::dynamic_form_of(asked_for)};
        if constexpr (Scope::in_tenant) of.tenant = in.scope.tenant().view();
        return of;
    }
    /// Finds the place that the options name. Why the request is refused, or nullptr.
    static std::unique_ptr<error> find_place(const target& in, [[maybe_unused]] const filter& asked_for,
                                             [[maybe_unused]] std::optional<std::string_view> cursor, [[maybe_unused]] place& found) {
        if (const errc refused = in.scope.check(); refused != errc::ok) [[unlikely]] return target::error_of(refused);
        if constexpr (has_cursor) {
            if (!cursor) return nullptr;
            const auto keys = read_cursor(owner(in, asked_for), *cursor);
            if (!keys || !found.read(*keys)) [[unlikely]] return target::error_of(errc::invalid_value, "The cursor");
        }
        return nullptr;
    }
};

/// find_many with a cursor.
template <class Model, class Scope, class... Options>
result<std::vector<Model>> find_many_from(const target<Model, Scope>& in, const Options&... options) {
    using keyset = keyset_request<false, Model, Scope, Options...>;
    using asked = typename keyset::asked;
    keyset::check_cursor();
    const auto& filter = asked::template filter<keyset::kind>(options...);
    result<std::vector<Model>> found;
    typename keyset::place place;
    if (auto why = keyset::find_place(in, filter, asked::cursor(options...), place)) [[unlikely]] found = fail(std::move(why));
    else {
        const typename keyset::rows rows{filter, place};
        found = in.read_many(keyset::template spec_of<sql::column_list<Model>>(rows), in.select(rows, keyset::paging, asked::range(options...)));
        if (keyset::backward && found) std::reverse(found->begin(), found->end());
    }
    return found;
}

/// A page that has been asked for, without the types of its options.
struct page_request {
    cursor_owner of;
    bool has_cursors;
    bool backward;
    bool is_first; ///< begins where the order begins, or backwards where it ends
    row_range range;
};

/// Checks the options of a page and finds its place. Why it is refused, or nullptr.
template <class Keyset, class... Options>
std::unique_ptr<error> begin_page(const typename Keyset::target& in, const typename Keyset::filter& filter, typename Keyset::place& place,
                                  page_request& wanted, const Options&... options) {
    using asked = typename Keyset::asked;
    static_assert(asked::takes == 1, "tenon: a page needs its size: add take(n)");
    if constexpr (Keyset::has_cursor) Keyset::check_cursor();
    if (const errc refused = in.scope.check(); refused != errc::ok) [[unlikely]] return Keyset::target::error_of(refused);
    const auto cursor = asked::cursor(options...);
    const row_range range = asked::range(options...);
    wanted = {{}, Keyset::fault == cursor_fault::none, Keyset::backward, !cursor && range.skip == 0, range};
    if constexpr (Keyset::fault == cursor_fault::none) wanted.of = Keyset::owner(in, filter);
    // One row more than wanted tells whether there are more.
    if (range.take >= 0 && range.take < std::numeric_limits<std::int64_t>::max()) ++wanted.range.take;
    return Keyset::find_place(in, filter, cursor, place);
}

/// Makes a page of the rows that were read. `keys_at`: the keys of one of them.
template <class Row>
page<Row> finish_page(page_rows<Row>& read, const page_request& wanted, std::string (*keys_at)(const page_rows<Row>&, std::size_t)) {
    page<Row> made{{}, read.total, read.has_more};
    if (wanted.has_cursors && !read.rows.empty()) { // in the direction in which the rows were read
        if (read.has_more) (wanted.backward ? made.previous : made.next) = write_cursor(wanted.of, keys_at(read, read.rows.size() - 1));
        if (!wanted.is_first) (wanted.backward ? made.next : made.previous) = write_cursor(wanted.of, keys_at(read, 0));
    }
    made.items = std::move(read.rows);
    if (wanted.backward) std::reverse(made.items.begin(), made.items.end());
    return made;
}

template <class Model, class Scope, class... Options>
result<page<Model>> find_page(const target<Model, Scope>& in, const Options&... options) {
    using keyset = keyset_request<true, Model, Scope, Options...>;
    const auto& filter = keyset::asked::template filter<keyset::kind>(options...);
    typename keyset::place place;
    page_request wanted;
    if (auto why = begin_page<keyset>(in, filter, place, wanted, options...)) [[unlikely]] return fail(std::move(why));
    const typename keyset::rows rows{filter, place};
    page_rows<Model> read{keyset::asked::range(options...).take};
    const auto& spec = keyset::template spec_of<sql::page_columns<typename keyset::context, Model>>(rows);
    if (auto why = in.read_page(spec, in.select(rows, keyset::paging, wanted.range), read)) [[unlikely]] return fail(std::move(why));
    return finish_page<Model>(read, wanted, [](const page_rows<Model>& found, std::size_t at) {
        if constexpr (keyset::fault != cursor_fault::none) return std::string();
        else return keyset::place::write(found.rows[at], found.keys.empty() ? std::string_view() : std::string_view(found.keys[at]));
    });
}

/// The cursor of a row in the order of a request.
template <class Model, class Scope, class... Options>
result<std::string> cursor_of(const target<Model, Scope>& in, const Model& row, const Options&... options) {
    using keyset = keyset_request<false, Model, Scope, Options...>;
    static_assert(!target<Model, Scope>::hides_tenant,
                  "tenon: a row does not show its tenant, which its place in a system scope's order needs: take the cursors that page "
                  "gives, or ask in a tenant's scope");
    keyset::check_cursor();
    const auto& filter = keyset::asked::template filter<keyset::kind>(options...);
    if (const errc refused = in.scope.check(); refused != errc::ok) [[unlikely]] return in.refuse(refused);
    return write_cursor(keyset::owner(in, filter), keyset::place::write(row, {}));
}

} // namespace repository_detail
} // namespace tenon::inline TENON_ABI

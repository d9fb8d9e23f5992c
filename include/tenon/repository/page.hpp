// tenon/repository/page.hpp: rows from a cursor on, and pages, which give the cursors.
//
//     auto first = users.page(tenon::order_by(tenon::desc<&User::level>), tenon::take(20)).value();
//     auto next  = users.page(tenon::order_by(tenon::desc<&User::level>), tenon::take(20), tenon::after(first.next));
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/repository/cursor.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/repository/row_place.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/sql/statement/keyset.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI {

/// One page of rows. All of it is of the same moment. A cursor is that of a row and stays good when rows come and go, that row
/// too. There are none in an empty page, nor in an order by a secret, by JSON or by lists, for which `after` and `before` do
/// not compile.
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
        static constexpr std::size_t optional_parts = Bits + Filter::shape::optional_parts;
    };
    const Filter& filter;
    const Place& place;

    unsigned mask() const noexcept { return place.mask() | filter.mask() << Bits; }
    template <class Binder> bool bind(Binder& b) const { return filter.bind(b) && place.bind(b); }
};

/// A request with a place in its order, as statements and values. `Total`: for a page.
template <bool Total, class Model, class Scope, class... Options> struct keyset_request {
    using asked = request<Model, Options...>;
    using target = repository_detail::target<Model, Scope>;
    using context = typename target::context;
    using order = typename asked::order;
    using filter = std::remove_cvref_t<decltype(asked::template filter<request_kind::pages>(std::declval<const Options&>()...))>;
    using masks = sql::place_mask<context, Model, order>;
    using place = row_place<context, Model, order>;
    static constexpr bool has_cursor = asked::cursors != 0;
    static constexpr bool backward = asked::backward;
    static constexpr unsigned paging = asked::paging | static_cast<unsigned>(sql::paging::order);
    static constexpr std::size_t place_bits = has_cursor ? masks::bits : 0; // of the mask
    static constexpr cursor_fault fault = cursor_fault_of<context, Model, order>();
    using rows = rows_from<filter, place, place_bits>;

    template <unsigned Mask> static consteval const sql::statement_spec* spec() {
        // Where there is no place, none of its keys is NULL.
        constexpr unsigned of_filter = Mask >> place_bits << masks::bits;
        constexpr unsigned mask = has_cursor && masks::has_place(Mask) ? Mask : of_filter;
        return &sql::spec_of<
            sql::select_keyset<context, Model, typename filter::shape, order, backward, paging, Total, mask>>;
    }
    static const sql::statement_spec& spec_of(const rows& wanted) { return spec_for<keyset_request, place_bits>(wanted); }

    static constexpr void check_cursor() {
        static_assert(fault != cursor_fault::secret,
                      "tenon: a cursor would hold a secret, which its order sorts by: sort by other fields");
        static_assert(fault != cursor_fault::incomparable,
                      "tenon: a cursor is a place in an order by JSON or lists, which databases compare in ways of their own: "
                      "sort by other fields");
        static_assert(masks::nullable_keys <= 4, "tenon: an order with cursors has more than four keys that may be NULL, each of "
                                                 "which doubles the number of its texts: use fewer of them");
    }

    static cursor_owner owner(const target& in) noexcept {
        cursor_owner of{in.scope.session().connections().cursor_key(), {},
                        sql::text_of<sql::cursor_query<context, Model, typename filter::shape, order>>.view()};
        if constexpr (Scope::in_tenant) of.tenant = in.scope.tenant().view();
        return of;
    }
    /// Finds the place that the options name. Why the request is refused, or nullptr.
    static std::unique_ptr<error> find_place(const target& in, std::optional<std::string_view> cursor, place& found) {
        if (const errc refused = in.scope.check(); refused != errc::ok) [[unlikely]] return target::error_of(refused);
        if (!cursor) return nullptr;
        const auto keys = read_cursor(owner(in), *cursor);
        if (!keys || !found.read(*keys)) [[unlikely]] return target::error_of(errc::invalid_value, "The cursor");
        return nullptr;
    }
};

/// find_many with a cursor.
template <class Model, class Scope, class... Options>
result<std::vector<Model>> find_many_from(const target<Model, Scope>& in, const Options&... options) {
    using keyset = keyset_request<false, Model, Scope, Options...>;
    using asked = typename keyset::asked;
    keyset::check_cursor();
    const auto& filter = asked::template filter<request_kind::pages>(options...);
    result<std::vector<Model>> found;
    typename keyset::place place;
    if (auto why = keyset::find_place(in, asked::cursor(options...), place)) [[unlikely]] found = fail(std::move(why));
    else {
        const typename keyset::rows rows{filter, place};
        found = in.read_many(keyset::spec_of(rows), in.select(rows, keyset::paging, asked::range(options...)));
        if (keyset::backward && found) std::reverse(found->begin(), found->end());
    }
    return found;
}

/// What a page is finished with: how its cursors are made, and what was asked for.
template <class Model> struct page_end {
    cursor_owner of;
    std::string (*keys_of)(const Model& row, std::string_view tenant); ///< nullptr: it has no cursors
    std::int64_t size;
    bool backward;
    bool is_first; ///< begins where the order begins, or backwards where it ends
};

/// Makes a page of the rows that were read: as many as it may have, and one more where there are more.
template <class Model> page<Model> finish_page(std::vector<Model>&& rows, page_rows<Model>& read, const page_end<Model>& end) {
    page<Model> made{std::move(rows), read.total};
    made.has_more = static_cast<std::int64_t>(made.items.size()) > end.size;
    if (made.has_more) made.items.pop_back();
    if (end.keys_of == nullptr || made.items.empty()) {
        if (end.backward) std::reverse(made.items.begin(), made.items.end());
        return made;
    }
    const auto cursor = [&](std::size_t at) {
        const std::string_view tenant = read.tenants.empty() ? std::string_view() : std::string_view(read.tenants[at]);
        return write_cursor(end.of, end.keys_of(made.items[at], tenant));
    };
    // In the direction in which the rows were read.
    if (made.has_more) (end.backward ? made.previous : made.next) = cursor(made.items.size() - 1);
    if (!end.is_first) (end.backward ? made.next : made.previous) = cursor(0);
    if (end.backward) std::reverse(made.items.begin(), made.items.end());
    return made;
}

template <class Model, class Scope, class... Options>
result<page<Model>> find_page(const target<Model, Scope>& in, const Options&... options) {
    using keyset = keyset_request<true, Model, Scope, Options...>;
    using asked = typename keyset::asked;
    static_assert(asked::takes == 1, "tenon: a page needs its size: add take(n)");
    if constexpr (keyset::has_cursor) keyset::check_cursor();
    const auto& filter = asked::template filter<request_kind::pages>(options...);
    const auto cursor = asked::cursor(options...);
    typename keyset::place place;
    if (auto why = keyset::find_place(in, cursor, place)) [[unlikely]] return fail(std::move(why));
    row_range range = asked::range(options...);
    page_end<Model> end{keyset::owner(in), nullptr, range.take, keyset::backward, !cursor && range.skip == 0};
    if constexpr (keyset::fault == cursor_fault::none) end.keys_of = &keyset::place::write;
    // One row more than wanted tells whether there are more.
    if (range.take >= 0 && range.take < std::numeric_limits<std::int64_t>::max()) ++range.take;
    const typename keyset::rows rows{filter, place};
    std::vector<Model> items;
    page_rows<Model> read{items};
    if (auto why = in.read_page(keyset::spec_of(rows), in.select(rows, keyset::paging, range), read)) [[unlikely]]
        return fail(std::move(why));
    return finish_page(std::move(items), read, end);
}

/// The cursor of a row in the order of a request.
template <class Model, class Scope, class... Options>
result<std::string> cursor_of(const target<Model, Scope>& in, const Model& row, const Options&... options) {
    using keyset = keyset_request<false, Model, Scope, Options...>;
    constexpr bool shows_tenant = !page_rows<Model>::template has_tenants<typename keyset::context>;
    static_assert(shows_tenant, "tenon: a row does not show its tenant, which its place in a system scope's order needs: take the "
                                "cursors that page gives, or ask in a tenant's scope");
    keyset::check_cursor();
    static_cast<void>(keyset::asked::template filter<request_kind::pages>(options...));
    if (const errc refused = in.scope.check(); refused != errc::ok) [[unlikely]] return in.refuse(refused);
    return write_cursor(keyset::owner(in), keyset::place::write(row, {}));
}

} // namespace repository_detail
} // namespace tenon::inline TENON_ABI

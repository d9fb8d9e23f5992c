// tenon/repository/nested_writes.hpp: creating rows with those of other models that belong to them, in one transaction.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/repository/create_level.hpp>
#include <tenon/repository/link_rows.hpp>
#include <tenon/repository/nested_checks.hpp>

#include <cstdint>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

/// `Row`: a shape, or the model itself, where words link others with it.
template <class Row> struct nested_writes {
    template <class Model, class Scope, class... Links>
    static result<Row> create(const target<Model, Scope>& in, const Row& given, const Links&... links) {
        constexpr bool only_links = (is_link_word<Links> && ...);
        static_assert(only_links, "tenon: create takes a row, and behind it words that link rows with it, tenon::connect<…>(…): leave the "
                                  "others out");
        if constexpr (!only_links) return in.not_found(); // here and below an error has been told
        else if constexpr (!check_created<Row, Model, Scope>()) return in.not_found();
        else if constexpr (!check_links<Model, Scope, Links...>()) return in.not_found();
        else {
            if (const errc refused = in.scope.check(); refused != errc::ok) return in.refuse(refused);
            return in.scope.transaction([&](auto& tx) -> result<Row> {
                result<Row> answer(given); // a copy: the transaction may run again
                create_level<Row, Scope> level(tx);
                level.add(*answer);
                auto why = level.write(true);
                if (why == nullptr) why = link_all(level.in, level.rows.front(), links...);
                level.give_back();
                if (why != nullptr) answer = fail(std::move(why));
                return answer;
            });
        }
    }

    template <class Model, class Scope, class Rows>
    static result<std::int64_t> create_many(const target<Model, Scope>& in, const Rows& rows) {
        if constexpr (!check_created<Row, Model, Scope>()) return in.not_found();
        else {
            if (const errc refused = in.scope.check(); refused != errc::ok) return in.refuse(refused);
            if (std::begin(rows) == std::end(rows)) return std::int64_t{0};
            return in.scope.transaction([&](auto& tx) -> result<std::int64_t> {
                std::vector<Row> copies(std::begin(rows), std::end(rows));
                create_level<Row, Scope> level(tx);
                for (Row& row : copies) level.add(row);
                if (auto why = level.write()) return fail(std::move(why));
                return static_cast<std::int64_t>(copies.size());
            });
        }
    }
};

} // namespace tenon::inline TENON_ABI::repository_detail

// tenon/repository/refused.hpp: what stands for a repository that was refused at compile time, so that the code behind it
// is not an error too. It takes anything and answers as the real one; nothing of it is defined.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/model/check/words.hpp>
#include <tenon/repository/aggregate.hpp>
#include <tenon/repository/find.hpp>
#include <tenon/repository/page.hpp>
#include <tenon/sql/options.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <type_traits>
#include <vector>

namespace tenon::inline TENON_ABI {

namespace mistake {
template <class... What> struct REPOSITORY_WITHOUT_A_SCOPE {
    static consteval void tell() {
        static_assert(refuted<What...>,
                      "tenon: a repository needs a scope: give it db.tenant(id), or db.system(reason) to cross "
                      "tenants");
    }
};
} // namespace mistake

template <class Model, class Scope> struct refused_repository {
    // A row in braces has no type of its own, so that a parameter must give it one.
    template <class... Rest> result<Model> create(Model, const Rest&...) const;
    template <class Row, class... Rest>
        requires(!std::is_convertible_v<Row, Model>)
    result<Row> create(const Row&, const Rest&...) const;
    template <class... Rest> result<std::int64_t> create_many(std::initializer_list<Model>, const Rest&...) const;
    template <class... Rest> result<Model> upsert(Model, const Rest&...) const;

    template <class Rows, class... Rest> result<std::int64_t> create_many(const Rows&, const Rest&...) const;
    template <class... Key> result<std::optional<Model>> find_unique(const Key&...) const;
    template <class... Key> result<Model> get(const Key&...) const;
    template <class... Options> result<std::optional<Model>> find_first(const Options&...) const;
    template <class... Options> result<std::vector<Model>> find_many(const Options&...) const;
    template <class... Options> std::vector<result<Model>> stream(const Options&...) const;
    template <class... Options> result<tenon::page<Model>> page(const Options&...) const;
    template <class... Options> result<std::int64_t> count(const Options&...) const;
    template <class... Arguments>
    result<typename repository_detail::words_of<Arguments...>::template row<>> aggregate(const Arguments&...) const;
    template <class By, class... Arguments>
    result<std::vector<repository_detail::group_row<By, Arguments...>>> group_by(const By&, const Arguments&...) const;
    template <class... Options> result<bool> exists(const Options&...) const;
    template <class... Arguments> result<Model> update(const Arguments&...) const;
    template <class... Arguments> result<std::int64_t> update_many(const Arguments&...) const;
    template <class... Key> result<Model> remove(const Key&...) const;
    template <class... Options> result<std::int64_t> remove_many(const Options&...) const;
    template <class... Key> result<Model> restore(const Key&...) const;
    template <class... Options> result<std::int64_t> restore_many(const Options&...) const;
    Scope scope() const noexcept;
};

} // namespace tenon::inline TENON_ABI

// tenon/transfer/target.hpp: an open database, as exports and imports take it.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/database.hpp>
#include <tenon/transfer/database.hpp>
#include <tenon/transfer/table_of.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::transfer {

namespace detail {

template <class List, class Scope> class transaction_of;
template <class... Models, class Scope> class transaction_of<tenon::detail::type_list<Models...>, Scope> final : public transaction {
public:
    explicit transaction_of(const Scope& all) : all_(all), tables_(table_of<Models, Scope>(all)...), places_{&std::get<table_of<Models, Scope>>(tables_)...} {}
    transaction_of(const transaction_of&) = delete;
    transaction_of& operator=(const transaction_of&) = delete;

    const table& of(std::size_t model) const override { return *places_[model]; }
    result<void> attempt(const std::function<result<void>()>& work) const override {
        return all_.transaction([&](auto&) { return work(); });
    }

private:
    Scope all_;
    std::tuple<table_of<Models, Scope>...> tables_;
    std::array<const table*, sizeof...(Models)> places_;
};

template <class Model> std::unique_ptr<error> check_row(const record& from) {
    Model row{};
    return make_row(from, row);
}
template <class List> struct row_checks;
template <class... Models> struct row_checks<tenon::detail::type_list<Models...>> {
    static constexpr std::array<std::unique_ptr<error> (*)(const record&), sizeof...(Models)> all{&check_row<Models>...};
};

template <class Schema, class Driver> class database_of final : public database {
public:
    explicit database_of(const tenon::database<Schema, Driver>& on) : on_(on) {}

    schema_info schema() const override { return Schema::info(); }
    result<void> check(const record& row) const override {
        if (auto why = row_checks<typename Schema::models>::all[row.model](row)) return fail(std::move(why));
        return {};
    }
    result<void> run(bool writes, const std::function<result<void>(const transaction&)>& work) const override {
        auto all = on_.system(writes ? "import" : "export");
        return all.transaction(
            [&](auto& inside) { return work(transaction_of<typename Schema::models, std::remove_cvref_t<decltype(inside)>>(inside)); }, {.read_only = !writes});
    }

private:
    tenon::database<Schema, Driver> on_;
};

} // namespace detail

/// Any open database. Keeps it open. Cheap to copy; thread-safe as the database is.
class target {
public:
    template <class Schema, class Driver>
    target(const tenon::database<Schema, Driver>& on) : held_(std::make_shared<detail::database_of<Schema, Driver>>(on)) {}

    const database& operator*() const noexcept { return *held_; }
    const database* operator->() const noexcept { return held_.get(); }

private:
    std::shared_ptr<const database> held_;
};

} // namespace tenon::inline TENON_ABI::transfer

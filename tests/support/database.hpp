// A database for one test: empty tables of the test's models, every statement audited and remembered.
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "support/audit.hpp"
#include "support/backends.hpp"
#include "support/catch.hpp"
#include "support/models.hpp"

template <>
struct Catch::StringMaker<tenon::errc> {
    static std::string convert(tenon::errc code) { return std::string(to_string(code)); }
};

namespace support {

/// The error code of a result; errc::ok when it holds a value.
template <class Result>
tenon::errc code_of(const Result& result) {
    return result ? tenon::errc::ok : result.error().code;
}

/// What the library told the hook of a statement.
struct seen_statement {
    std::string model;
    tenon::verb verb = tenon::verb::other;
    std::string tenant;
    std::string reason;
    std::string text;
    std::int64_t rows = 0;
    bool cache_hit = false;
    tenon::errc code = tenon::errc::ok;
};

/// Thread-safe.
class statement_log {
public:
    explicit statement_log(tenon::schema_info schema) : audit_(schema) {}

    void add(const tenon::statement_event& event) {
        const std::scoped_lock lock(mutex_);
        statements_.push_back({std::string(event.model), event.verb, std::string(event.tenant),
                               std::string(event.system_reason), std::string(event.text), event.rows, event.cache_hit,
                               event.error != nullptr ? event.error->code : tenon::errc::ok});
        if (event.model.empty()) return;
        // A statement of no scope at all would be one that forgot it.
        if (event.tenant.empty() && event.system_reason.empty())
            problems_.push_back("no scope: " + std::string(event.text));
        if (std::string problem = audit_.without_tenant(event.text); !problem.empty()) problems_.push_back(std::move(problem));
        if (event.tenant.empty()) return;
        if (std::string problem = audit_(event.text); !problem.empty()) problems_.push_back(std::move(problem));
    }
    std::vector<seen_statement> statements() const {
        const std::scoped_lock lock(mutex_);
        return statements_;
    }
    std::vector<std::string> problems() const {
        const std::scoped_lock lock(mutex_);
        return problems_;
    }
    void clear() {
        const std::scoped_lock lock(mutex_);
        statements_.clear();
    }

private:
    mutable std::mutex mutex_;
    statement_audit audit_;
    std::vector<seen_statement> statements_;
    std::vector<std::string> problems_;
};

/// `Models` may be without a root; with `Tenant` among them, the tenants `a` and `b` are there already.
template <class Backend, class... Models>
class test_database {
public:
    using schema = tenon::schema<typename Backend::layout, Models...>;
    using database_type = decltype(std::declval<Backend&>().template open<schema>(tenon::statement_hooks{}));

    static constexpr bool leads_with_tenant = Backend::layout::leads_with_tenant;

private:
    Backend backend_;
    std::shared_ptr<statement_log> log_ = std::make_shared<statement_log>(schema::info());

public:
    database_type db = backend_.template open<schema>(
        tenon::statement_hooks{.on_statement = [log = log_](const tenon::statement_event& event) { log->add(event); }});

    test_database() : test_database({"a", "b"}) {}
    explicit test_database(std::initializer_list<const char*> tenants) {
        db.create_tables().value();
        if constexpr ((std::is_same_v<Models, Tenant> || ...))
            for (const char* id : tenants)
                tenon::repository<Tenant>(system()).create({.id = id, .name = id}).value();
        log_->clear();
    }
    ~test_database() {
        for (const std::string& problem : log_->problems()) {
            UNSCOPED_INFO(problem);
            CHECK(log_->problems().empty());
        }
    }
    test_database(const test_database&) = delete;
    test_database& operator=(const test_database&) = delete;

    auto tenant(std::string_view id) const { return db.tenant(id); }
    auto system() const { return db.system("test"); }

    /// Every statement since the tables were made or `forget` was called.
    std::vector<seen_statement> statements() const { return log_->statements(); }
    /// The statement before now.
    seen_statement last() const {
        const auto all = statements();
        return all.empty() ? seen_statement{} : all.back();
    }
    void forget() { log_->clear(); }
};

/// One field of each row, in the order of the rows.
template <auto Member, class Rows>
auto each(const Rows& rows) {
    std::vector<std::remove_cvref_t<decltype((*std::begin(rows)).*Member)>> values;
    for (const auto& row : rows)
        values.push_back(row.*Member);
    return values;
}

/// The same, sorted.
template <auto Member, class Rows>
auto sorted(const Rows& rows) {
    auto values = each<Member>(rows);
    std::sort(values.begin(), values.end());
    return values;
}

using strings = std::vector<std::string>;

} // namespace support

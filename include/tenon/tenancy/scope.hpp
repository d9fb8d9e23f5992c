// tenon/tenancy/scope.hpp: for whom statements run. There is no statement on tenant data without one of these.
//
//     auto acme = db.tenant("acme");             // one tenant
//     auto all  = db.system("nightly report");   // all of them, with a reason
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/errc.hpp>
#include <tenon/model/shape.hpp>
#include <tenon/tenancy/tenant_id.hpp>

#include <concepts>
#include <ranges>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

namespace detail {
inline std::string reason_with(std::string_view reason, std::string_view why) {
    std::string made(reason);
    return made.append(made.empty() ? "" : ": ").append(why);
}
} // namespace detail

/// One tenant's view of the database. A value: cheap to copy, never global, tied to no thread. It keeps the database
/// alive. One with an invalid id, or default-constructed, answers every verb with errc::invalid_tenant and touches no
/// database. `Session` is the driver's.
template <class Schema, class Session> class tenant_scope {
public:
    using schema = Schema;
    using session_type = Session;
    static constexpr bool in_tenant = true;

    tenant_scope() = default;
    tenant_scope(Session session, tenant_id tenant, std::string reason = {})
        : session_(std::move(session)), tenant_(std::move(tenant)), reason_(std::move(reason)) {}

    const tenant_id& tenant() const noexcept { return tenant_; }
    const Session& session() const noexcept { return session_; }
    /// Of the system scope that this one was made by, and of `because`; else empty.
    std::string_view reason() const noexcept { return reason_; }

    /// errc::ok, or why nothing may run in this scope.
    errc check() const noexcept {
        return tenant_.is_valid() && session_.is_open() ? errc::ok : errc::invalid_tenant;
    }

    /// Runs `function(tx)` in a transaction, where `tx` is this scope within it. An error result or an exception rolls
    /// back; a conflict runs it again (see transaction_options). Inside another transaction it is a savepoint.
    template <class Function, class Options = typename Session::transaction_options>
    auto transaction(Function&& function, const Options& options = {}) const {
        return Session::run(*this, std::forward<Function>(function), options);
    }

    /// Runs functions of one verb each, which do not need each other's answers: `auto [ann, open] = scope.batch(f, g)`, each
    /// `f(tx)` with this scope, gives a tuple of what they return. On PostgreSQL their statements go together in one round
    /// trip; on other databases one after the other. Each has its own result: one that fails leaves the others alone, and
    /// what they change is not one transaction (for that, use it inside one). A function that runs more than one statement
    /// still works; those behind the first have round trips of their own. Scopes must not be kept. At most 128 go together,
    /// the last one goes on first. An exception is thrown on when all have run.
    template <class... Functions>
        requires(std::invocable<Functions&, tenant_scope&> && ...)
    auto batch(Functions&&... functions) const {
        return Session::batch(*this, functions...);
    }

    /// The same for each of many values: `scope.batch(keys, [](auto& tx, const auto& key) { … })`, a vector of the results.
    template <std::ranges::forward_range Range, class Function> auto batch(Range&& range, Function&& function) const {
        return Session::batch_of(*this, std::forward<Range>(range), function);
    }

    /// Reads the rows that a text of yours gives: `acme.query(as<Row>, "SELECT id, email FROM \"User\" WHERE level > ?", 3)`. One
    /// statement, whose values are bound: `?` one after the other, `?2` or `$2` by number, `:name` with arg("name", value). Before
    /// it runs its columns are compared with the fields of `Row`, by names, types and, where the database knows, NULLs.
    ///
    /// It touches rows of this tenant only, by each name of a table in the schema. On SQLite it only reads. On PostgreSQL
    /// row-level security has to bind the program's role. What could get round that is refused: see docs/raw-sql.md.
    /// Errors: schema_mismatch (all columns that do not fit, at once), invalid_sql, permission_denied, unsupported; and those of
    /// the database.
    template <class Row, class... Values>
    auto query(as_option<Row> as, std::string_view text, const Values&... values) const {
        return Session::query(*this, as, text, values...);
    }
    /// Runs a text for what it does, with values as in query: how many rows it changed. On SQLite, where a tenant's text only
    /// reads, errc::unsupported.
    template <class... Values> auto execute(std::string_view text, const Values&... values) const {
        return Session::execute(*this, text, values...);
    }

    /// The same scope on another session.
    tenant_scope on(Session session) const { return {std::move(session), tenant_, reason_}; }

    /// The same scope, whose reads see what was written before: they do not go to replicas, which may be behind. The same
    /// without replicas.
    tenant_scope read_your_writes() const { return on(session_.on_primary()); }

    /// The same scope, whose statements end with errc::cancelled when `token` is told to stop: one that runs is cancelled,
    /// further ones do not begin. Waiting for a connection of the pool is not cut short. What a statement has done it undoes;
    /// on SQLite one that writes takes its transaction with it.
    tenant_scope until(std::stop_token token) const { return on(session_.until(std::move(token))); }

    /// The same scope, whose statements' events tell `why` too, behind the reason that they told before.
    tenant_scope because(std::string_view why) const { return {session_, tenant_, detail::reason_with(reason_, why)}; }

private:
    Session session_;
    tenant_id tenant_;
    std::string reason_;
};

/// The view across all tenants, for work that is not one tenant's. The reason shows up in every statement's event. One
/// without a reason answers every verb with errc::permission_denied.
template <class Schema, class Session> class system_scope {
public:
    using schema = Schema;
    using session_type = Session;
    static constexpr bool in_tenant = false;

    system_scope() = default;
    system_scope(Session session, std::string_view reason) : session_(std::move(session)), reason_(reason) {}

    tenant_id tenant() const noexcept { return {}; }
    const Session& session() const noexcept { return session_; }
    std::string_view reason() const noexcept { return reason_; }

    errc check() const noexcept { return !reason_.empty() && session_.is_open() ? errc::ok : errc::permission_denied; }

    /// As in a tenant's scope. `tx.tenant(id)` gives a tenant's scope in the same transaction, so one operation can
    /// cross tenants.
    template <class Function, class Options = typename Session::transaction_options>
    auto transaction(Function&& function, const Options& options = {}) const {
        return Session::run(*this, std::forward<Function>(function), options);
    }

    /// As in a tenant's scope.
    template <class... Functions>
        requires(std::invocable<Functions&, system_scope&> && ...)
    auto batch(Functions&&... functions) const {
        return Session::batch(*this, functions...);
    }
    template <std::ranges::forward_range Range, class Function> auto batch(Range&& range, Function&& function) const {
        return Session::batch_of(*this, std::forward<Range>(range), function);
    }

    /// As in a tenant's scope, but it may do all that the program's role may, in one statement. Settings that it makes last as
    /// long as the connection.
    template <class Row, class... Values>
    auto query(as_option<Row> as, std::string_view text, const Values&... values) const {
        return Session::query(*this, as, text, values...);
    }
    template <class... Values> auto execute(std::string_view text, const Values&... values) const {
        return Session::execute(*this, text, values...);
    }

    /// One tenant's scope, in the same transaction if this is in one.
    tenant_scope<Schema, Session> tenant(std::string_view id) const {
        return {session_, tenant_id(id), reason_};
    }

    system_scope on(Session session) const { return {std::move(session), reason_}; }

    /// As in a tenant's scope.
    system_scope read_your_writes() const { return on(session_.on_primary()); }
    system_scope until(std::stop_token token) const { return on(session_.until(std::move(token))); }
    system_scope because(std::string_view why) const { return {session_, detail::reason_with(reason_, why)}; }

private:
    Session session_;
    std::string reason_;
};

namespace detail {
template <class T> struct is_scope : std::false_type {};
template <class Schema, class Session> struct is_scope<tenant_scope<Schema, Session>> : std::true_type {};
template <class Schema, class Session> struct is_scope<system_scope<Schema, Session>> : std::true_type {};
} // namespace detail

/// One of the two kinds of scope: what a repository is made of.
template <class T>
concept tenancy_scope = detail::is_scope<T>::value;

} // namespace tenon::inline TENON_ABI

// tenon/tenancy/scope_verbs.hpp: what both kinds of scope can do, beside repositories.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/shape.hpp>

#include <concepts>
#include <ranges>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI {

/// What a scope of type `Scope` inherits. `Session` is the driver's. `Scope::on(session)` is the same scope on another session.
template <class Scope, class Session> class scope_verbs {
public:
    using session_type = Session;

    const Session& session() const noexcept { return session_; }
    /// Why: of a system scope, and of what was made by it or by `because`; else empty.
    std::string_view reason() const noexcept { return reason_; }

    /// Runs `function(tx)` in a transaction, where `tx` is this scope within it. An error result or an exception rolls
    /// back; a conflict runs it again (see transaction_options). Inside another transaction it is a savepoint.
    template <class Function, class Options = typename Session::transaction_options>
    auto transaction(Function&& function, const Options& options = {}) const {
        return Session::run(self(), std::forward<Function>(function), options);
    }

    /// Runs functions of one verb each, which do not need each other's answers: `auto [ann, open] = scope.batch(f, g)`, each
    /// `f(tx)` with this scope, gives a tuple of what they return. On PostgreSQL their statements go together in one round
    /// trip; on other databases one after the other. Each has its own result: one that fails leaves the others alone, and
    /// what they change is not one transaction (for that, use it inside one). A function that runs more than one statement
    /// still works; those behind the first have round trips of their own. Scopes must not be kept. At most 128 go together,
    /// the last one goes on first. An exception is thrown on when all have run.
    template <class... Functions>
        requires(std::invocable<Functions&, Scope&> && ...)
    auto batch(Functions&&... functions) const {
        return Session::batch(self(), functions...);
    }

    /// The same for each of many values: `scope.batch(keys, [](auto& tx, const auto& key) { … })`, a vector of the results.
    template <std::ranges::forward_range Range, class Function> auto batch(Range&& range, Function&& function) const {
        return Session::batch_of(self(), std::forward<Range>(range), function);
    }

    /// Reads the rows that a text of yours gives: `acme.query(as<Row>, "SELECT id, email FROM \"User\" WHERE level > ?", 3)`. One
    /// statement, whose values are bound: `?` one after the other, `?2` or `$2` by number, `:name` with arg("name", value). Before
    /// it runs its columns are compared with the fields of `Row`, by names, types and, where the database knows, NULLs.
    ///
    /// In a tenant's scope it touches rows of this tenant only, by each name of a table in the schema. On SQLite it only reads
    /// there. On PostgreSQL row-level security has to bind the program's role. What could get round that is refused: see
    /// docs/raw-sql.md. In a system scope it may do all that the program's role may, in one statement; settings that it makes
    /// last as long as the connection.
    /// Errors: schema_mismatch (all columns that do not fit, at once), invalid_sql, permission_denied, unsupported; and those of
    /// the database.
    template <class Row, class... Values>
    auto query(as_option<Row> as, std::string_view text, const Values&... values) const {
        return Session::query(self(), as, text, values...);
    }
    /// Runs a text for what it does, with values as in query: how many rows it changed. On SQLite, where a tenant's text only
    /// reads, errc::unsupported.
    template <class... Values> auto execute(std::string_view text, const Values&... values) const {
        return Session::execute(self(), text, values...);
    }

    /// The same scope, whose reads see what was written before: they do not go to replicas, which may be behind. The same
    /// without replicas.
    Scope read_your_writes() const { return self().on(session_.on_primary()); }

    /// The same scope, whose statements end with errc::cancelled when `token` is told to stop: one that runs is cancelled,
    /// further ones do not begin. Waiting for a connection of the pool is not cut short. What a statement has done it undoes;
    /// on SQLite one that writes takes its transaction with it.
    Scope until(std::stop_token token) const { return self().on(session_.until(std::move(token))); }

    /// The same scope, whose statements' events tell `why` too, behind the reason that they told before.
    Scope because(std::string_view why) const {
        Scope made = self();
        made.reason_.append(reason_.empty() ? "" : ": ").append(why);
        return made;
    }

protected:
    scope_verbs() = default;
    scope_verbs(Session session, std::string reason) : session_(std::move(session)), reason_(std::move(reason)) {}

private:
    const Scope& self() const noexcept { return static_cast<const Scope&>(*this); }

    Session session_;
    std::string reason_;
};

} // namespace tenon::inline TENON_ABI

// tenon/postgres/prelude.hpp: what the server is told before a statement and in the same round trip: for whom it runs, and
// how long it may take. All of it ends with the transaction, so that no connection keeps anything of a tenant.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/postgres/options.hpp>
#include <tenon/postgres/set_local.hpp>
#include <tenon/postgres/statement_name.hpp>
#include <tenon/postgres/values.hpp>

#include <libpq-fe.h>

#include <string>
#include <string_view>

namespace tenon::inline TENON_ABI::postgres::detail {

/// The settings of one connection: `tenon.tenant_id`, or `tenon.system` with the reason, as the policies read them.
class prelude {
public:
    explicit prelude(const options& how)
        : distributed_(how.distribute && how.row_level_security), prepared_(how.prepare == prepare_mode::named && !distributed_),
          scoped_(how.row_level_security),
          timeout_(how.statement_timeout.count() != 0 ? std::to_string(how.statement_timeout.count()) : std::string()) {
        std::string calls;
        const auto add = [&](std::string_view setting, std::string_view value) {
            if (!calls.empty()) calls += " OR ";
            calls.append("pg_catalog.set_config('").append(setting).append("', ").append(value).append(", true) IS NULL");
        };
        if (scoped_) {
            add("tenon.tenant_id", "$1");
            add("tenon.system", "$2");
        }
        if (!timeout_.empty()) add("statement_timeout", "'" + timeout_ + "'");
        // Not worth a statement of its own; and plans of statements without a name are used once.
        if (prepared_ && !calls.empty() && how.plan_cache != plan_cache::automatic)
            add("plan_cache_mode", how.plan_cache == plan_cache::generic ? "'force_generic_plan'" : "'force_custom_plan'");
        // A condition of which no part holds: so each is evaluated, and nothing has to be sent back.
        if (!calls.empty()) text_ = "SELECT WHERE " + calls;
        name_ = statement_name(text_, types); // behind a pooler, programs with other options have others
    }

    /// Whether there is nothing that the server has to be told.
    bool is_empty() const noexcept { return text_.empty(); }
    /// Whether the server has to be told. Inside a transaction it remembers.
    bool is_needed(const driver::caller& by, bool inside) const noexcept {
        if (text_.empty()) return false;
        return !inside || !known_ || (scoped_ && (tenant_ != by.tenant_name() || system_ != system_of(by)));
    }

    TENON_INLINE bool send(PGconn* to, const driver::caller& by, bool inside) {
        const std::string_view tenant = by.tenant_name();
        const std::string_view system = system_of(by);
        // Texts end with a NUL for libpq, and views need not: sent in binary, by their length.
        const char* const values[] = {tenant.data(), system.data()};
        const int lengths[] = {static_cast<int>(tenant.size()), static_cast<int>(system.size())};
        constexpr int formats[] = {1, 1};
        remember(tenant, system, inside);
        const int count = scoped_ ? 2 : 0;
        if (prepared_) [[likely]]
            return PQsendQueryPrepared(to, name_.c_str(), count, values, lengths, formats, 1) == 1;
        return PQsendQueryParams(to, text_.c_str(), count, types, values, lengths, formats, 1) == 1;
    }

    /// Whether nodes behind the server have to be told too. Citus hands on what SET LOCAL says in a transaction block, if it
    /// is asked to, and not what set_config does. Without it they show no rows of any tenant.
    bool is_distributed() const noexcept { return distributed_; }

    /// The same as `send` for nodes too: hands each statement over, in a block that has begun.
    template <class Send> void set_each(const driver::caller& by, bool inside, Send send) {
        const std::string_view tenant = by.tenant_name();
        const std::string_view system = system_of(by);
        const bool anew = !inside || !known_;
        if (anew) send("SET LOCAL citus.propagate_set_commands TO 'local'");
        const auto set = [&](std::string_view setting, std::string_view value) {
            write_set_local(set_, setting, value);
            send(set_.c_str());
        };
        if (anew || tenant_ != tenant) set("tenon.tenant_id", tenant);
        if (anew || system_ != system) set("tenon.system", system);
        if (anew && !timeout_.empty()) set("statement_timeout", timeout_);
        remember(tenant, system, inside);
    }

    /// Whether the server has to be given the text first, once for each connection.
    bool needs_parse() const noexcept { return prepared_ && !is_parsed_ && !text_.empty(); }
    bool send_parse(PGconn* to) { return PQsendPrepare(to, name_.c_str(), text_.c_str(), scoped_ ? 2 : 0, types) == 1; }
    void set_parsed(bool now) noexcept { is_parsed_ = now; }
    /// The server has the text, so that what it has to be told is one command.
    bool is_parsed() const noexcept { return is_parsed_; }

    /// The transaction, or a part of it, is over: what it was told is forgotten.
    void forget() noexcept { known_ = false; }

private:
    static constexpr Oid types[] = {text_type, text_type};

    void remember(std::string_view tenant, std::string_view system, bool inside) {
        if (!inside) return;
        known_ = true;
        tenant_ = tenant;
        system_ = system;
    }

    TENON_COLD static std::string_view system_for(std::string_view reason) noexcept {
        if (reason.empty()) return ""; // nobody: sees nothing
        return refusal(reason) == errc::ok ? reason : "system";
    }
    /// A tenant's statement is not the system's, even where a system scope made the tenant's.
    static std::string_view system_of(const driver::caller& by) noexcept {
        return by.tenant != nullptr ? std::string_view("") : system_for(by.reason);
    }

    bool distributed_;
    bool prepared_;
    bool scoped_;
    bool is_parsed_ = false;
    bool known_ = false;
    std::string timeout_;
    std::string text_;
    std::string name_;
    std::string set_;
    std::string tenant_; ///< of the transaction, as long as it is known
    std::string system_;
};

} // namespace tenon::inline TENON_ABI::postgres::detail

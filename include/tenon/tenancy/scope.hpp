// tenon/tenancy/scope.hpp: for whom statements run. There is no statement on tenant data without one of these.
//
//     auto acme = db.tenant("acme");             // one tenant
//     auto all  = db.system("nightly report");   // all of them, with a reason
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/errc.hpp>
#include <tenon/tenancy/scope_verbs.hpp>
#include <tenon/tenancy/tenant_id.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

/// One tenant's view of the database. A value: cheap to copy, never global, tied to no thread. It keeps the database
/// alive. One with an invalid id, or default-constructed, answers every verb with errc::invalid_tenant and touches no
/// database. `Session` is the driver's.
template <class Schema, class Session> class tenant_scope : public scope_verbs<tenant_scope<Schema, Session>, Session> {
    using verbs = scope_verbs<tenant_scope, Session>;

public:
    using schema = Schema;
    static constexpr bool in_tenant = true;

    tenant_scope() = default;
    tenant_scope(Session session, tenant_id tenant, std::string reason = {})
        : verbs(std::move(session), std::move(reason)), tenant_(std::move(tenant)) {}

    const tenant_id& tenant() const noexcept { return tenant_; }

    /// errc::ok, or why nothing may run in this scope.
    errc check() const noexcept {
        return tenant_.is_valid() && this->session().is_open() ? errc::ok : errc::invalid_tenant;
    }

    /// The same scope on another session.
    tenant_scope on(Session session) const { return {std::move(session), tenant_, std::string(this->reason())}; }

private:
    tenant_id tenant_;
};

/// The view across all tenants, for work that is not one tenant's. The reason shows up in every statement's event. One
/// without a reason answers every verb with errc::permission_denied.
template <class Schema, class Session> class system_scope : public scope_verbs<system_scope<Schema, Session>, Session> {
    using verbs = scope_verbs<system_scope, Session>;

public:
    using schema = Schema;
    static constexpr bool in_tenant = false;

    system_scope() = default;
    system_scope(Session session, std::string_view reason) : verbs(std::move(session), std::string(reason)) {}

    tenant_id tenant() const noexcept { return {}; }

    errc check() const noexcept {
        return !this->reason().empty() && this->session().is_open() ? errc::ok : errc::permission_denied;
    }

    /// The same scope on another session.
    system_scope on(Session session) const { return {std::move(session), this->reason()}; }

    /// One tenant's scope, in the same transaction if this is in one: so one operation can cross tenants.
    tenant_scope<Schema, Session> tenant(std::string_view id) const {
        return {this->session(), tenant_id(id), std::string(this->reason())};
    }
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

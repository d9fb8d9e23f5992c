// tenon/repository/operation.hpp: domain operations: what an application does to several rows, of several models and perhaps
// tenants, under one name, with rules for what it is told and reasons of its own to refuse, wholly or not at all.
//
//     struct transfer_workflow {
//         std::string workflowId, from, to;
//         enum class refusal { owner_is_the_same, workflow_is_running };
//         static constexpr auto tenon_operation = tenon::operation("transfer_workflow", tenon::min_length<&transfer_workflow::to>(1));
//
//         auto operator()(auto& tx) const -> tenon::result<Workflow> {
//             if (from == to) return tenon::refuse(refusal::owner_is_the_same);
//             return tenon::repository<Workflow>(tx).update(workflowId, tenon::set<&Workflow::userId>(to));
//         }
//     };
//     auto moved = tenon::perform(acme, transfer_workflow{.workflowId = "w1", .from = "ann", .to = "bob"});
//     if (!moved) switch (tenon::refusal_of<transfer_workflow>(moved.error()).value()) { … }
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/enum_names.hpp>
#include <tenon/core/result.hpp>
#include <tenon/model/attributes/operation.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/rules.hpp>
#include <tenon/repository/validation.hpp>
#include <tenon/tenancy/scope.hpp>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI {

/// Ends an operation for a reason of its own, a value of an enum: errc::operation_refused, whose `refusal` is the value's
/// name. All that the operation did is undone.
template <class Reason>
    requires std::is_enum_v<Reason>
TENON_COLD failure refuse(Reason reason) {
    error why = make_error(errc::operation_refused, enum_name(reason));
    why.refusal = enum_name(reason);
    return fail(std::move(why));
}

/// Why `Operation` refused: a value of its enum `refusal`; std::nullopt for an error of another kind, or of another operation.
template <domain_operation Operation> std::optional<typename Operation::refusal> refusal_of(const error& why) {
    if (why.code != errc::operation_refused || why.operation != model<Operation>.name) return std::nullopt;
    return enum_from_name<typename Operation::refusal>(why.refusal);
}

namespace repository_detail {

/// What is wrong with the fields of an operation, or nullptr.
template <class Operation> std::unique_ptr<error> invalid_operation(const Operation& operation) {
    if constexpr (has_rules<Operation>) {
        if constexpr (detail::definition<Operation>::is_described) {
            broken_rules broken;
            ask_rules(operation, broken);
            if (!broken.empty()) return validation_error(reflection::type_name<Operation>, std::move(broken));
        }
    }
    return nullptr;
}

} // namespace repository_detail

/// Performs an operation in a scope: asks the rules about its fields, then runs `operation(tx)` in a transaction, where `tx`
/// is the scope within it, and gives what it gave. An error, or an exception, undoes all of it; a conflict runs it again; inside
/// a transaction it is a savepoint (see tenant_scope::transaction, whose `options` these are). Errors carry the operation's name,
/// those of statements too: errc::validation_failed lists every field that broke a rule, and no statement ran then. Events of
/// its statements tell the name as their reason. One that works across tenants takes a system scope, and `tx.tenant(id)`.
template <tenancy_scope Scope, class Operation, class Options = typename Scope::session_type::transaction_options>
auto perform(const Scope& scope, const Operation& operation, const Options& options = {}) {
    constexpr bool described = domain_operation<Operation>;
    constexpr bool crosses = detail::is_described_by<across_tenants_attribute, std::remove_cvref_t<decltype(model<Operation>)>>;
    static_assert(described, "tenon: perform was given a struct that describes no operation: write static constexpr auto "
                             "tenon_operation = tenon::operation(\"name\", rules…) in it");
    static_assert(!crosses || !Scope::in_tenant,
                  "tenon: the operation works across tenants: perform it in a system scope, db.system(\"why\")");
    using fitting = std::conditional_t<crosses, system_scope<typename Scope::schema, typename Scope::session_type>, Scope>;
    using answer = decltype(std::declval<const fitting&>().transaction(operation, options));
    if constexpr (described && std::is_same_v<fitting, Scope>) {
        const auto done = [&]() -> answer {
            if (const errc refused = scope.check(); refused != errc::ok) return fail(refused);
            if (auto invalid = repository_detail::invalid_operation(operation)) return fail(std::move(invalid));
            return scope.because(model<Operation>.name).transaction(operation, options);
        };
        answer given = done();
        if (!given && given.error().operation.empty()) given.error().operation = model<Operation>.name;
        return given;
    } else return answer(fail(errc::unsupported)); // the reason has been told
}

} // namespace tenon::inline TENON_ABI

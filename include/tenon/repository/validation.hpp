// tenon/repository/validation.hpp: the rules of a model, before rows are written and where an update changes them.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/model/rules.hpp>
#include <tenon/repository/target.hpp>
#include <tenon/sql/assignment.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

/// validation_failed, with every field that broke a rule. `subject` stands before what the message says of them.
TENON_RARE std::unique_ptr<error> validation_error(std::string_view model, broken_rules broken, std::string subject = {}) {
    auto made = std::make_unique<error>(make_error(errc::validation_failed));
    made->message.insert(0, subject + broken.sentences + ". ");
    made->model = model;
    made->fields = std::move(broken.fields);
    return made;
}

/// What is wrong with a row by the rules of its model, or nullptr. `number`: which of several rows it is, from 1.
template <class Model> std::unique_ptr<error> invalid_row(const Model& row, std::size_t number = 0) {
    if constexpr (has_rules<Model>) {
        broken_rules broken;
        ask_rules(row, broken);
        if (!broken.empty()) [[unlikely]]
            return validation_error(info_of<Model>().model, std::move(broken),
                                    number == 0 ? std::string() : "Row " + std::to_string(number) + ": ");
    }
    return nullptr;
}

/// The value of a change, as rules take it: nullptr where there is none, as it is refused when it is bound.
template <class Kept> const auto* changed_value(const Kept& kept) {
    if constexpr (std::is_same_v<Kept, sql::integer_operand>) return kept.fits ? &kept.value : nullptr;
    else if constexpr (requires { Kept::is_borrowed; }) return kept.value;
    else if constexpr (is_optional_v<Kept>) return kept ? &*kept : nullptr;
    else return &kept;
}

/// What is wrong with the values that changes among `arguments` set, or nullptr; also where the scope may do nothing, which
/// its statement will say.
template <class Model, class Scope, class... Arguments>
std::unique_ptr<error> invalid_changes(const target<Model, Scope>& in, const Arguments&... arguments) {
    if constexpr (has_rules<Model>) {
        if (in.scope.check() != errc::ok) return nullptr;
        broken_rules broken;
        const auto ask = [&]<class Argument>(const Argument& argument) {
            if constexpr (sql::assignment<Argument>)
                if constexpr (!Argument::shape::computes)
                    if (const auto* value = changed_value(argument.value)) ask_rules_of<Argument::member>(*value, broken);
        };
        (ask(arguments), ...);
        if (!broken.empty()) [[unlikely]] return validation_error(info_of<Model>().model, std::move(broken));
    }
    return nullptr;
}

/// The rules of a model and the changes of an update. Values that are set are asked about before the statement; what the
/// database computes, and rules over whole rows, with the row that comes back, in the transaction of the change.
template <class Model, class... Assignments> struct change_rules {
private:
    template <class Assignment>
    static constexpr bool is_computed_and_ruled = Assignment::shape::computes && has_rule<Assignment::member>;

public:
    /// A rule over whole rows looks at what is changed.
    static constexpr bool need_whole_row = changes_need_whole_row<Model, Assignments::member...>;
    static constexpr bool need_row = need_whole_row || (is_computed_and_ruled<Assignments> || ...);

    /// Runs `change(target)`, which gives a row; where that has to be asked about, in a transaction that a rule undoes.
    template <class Scope, class Change> static result<Model> change(const target<Model, Scope>& in, Change change) {
        if constexpr (!need_row) return change(in);
        else {
            if (const errc refused = in.scope.check(); refused != errc::ok) return in.refuse(refused);
            return in.scope.transaction([&](auto& tx) -> result<Model> {
                result<Model> row = change(target<Model, Scope>{tx});
                if (!row) return row;
                broken_rules broken;
                ask_rules_after_change<Model, Assignments::member...>(*row, broken);
                if (!broken.empty()) return fail(validation_error(info_of<Model>().model, std::move(broken)));
                return row;
            });
        }
    }
};

} // namespace tenon::inline TENON_ABI::repository_detail

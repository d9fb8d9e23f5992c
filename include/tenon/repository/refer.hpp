// tenon/repository/refer.hpp: rows that are made to refer to other rows, before they are written.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/repository/completion.hpp>

#include <cstddef>
#include <memory>
#include <utility>

namespace tenon::inline TENON_ABI::repository_detail {

/// Lets a field refer to a value. False: it holds another one already, or the value is NULL, to which nothing refers.
template <class Field, class Value> bool refer(Field& field, const Value& value) {
    if constexpr (is_optional_v<Value>) return value && refer(field, *value);
    else {
        if (is_unset(field)) field = static_cast<unwrapped_t<Field>>(value);
        return field == static_cast<unwrapped_t<Field>>(value);
    }
}

/// Lets the fields of a row refer to those of another. What keeps them from it, or nullptr.
template <field_list Fields, field_list Targets, class Target, class From, class To>
std::unique_ptr<error> refer_all(const Target& in, From& from, const To& to) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) -> std::unique_ptr<error> {
        std::size_t wrong = no_field;
        static_cast<void>((... && (refer(reflection::get<Fields[I]>(from), reflection::get<Targets[I]>(to)) || (wrong = Fields[I], false))));
        if (wrong == no_field) return nullptr;
        return in.error_of(errc::invalid_value, "It names another row than the one with which it is created", &in.info.columns[wrong]);
    }(std::make_index_sequence<Fields.size()>{});
}

} // namespace tenon::inline TENON_ABI::repository_detail

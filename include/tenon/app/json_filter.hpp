// tenon/app/json_filter.hpp: filters out of JSON, in Prisma's form. For values of nlohmann/json, which the program includes itself.
//
//     auto filter = tenon::json_filter<User>(nlohmann::json::parse(R"({"level": {"gte": 2}, "OR": [{"nick": null}, {"nick": "x"}]})"));
//     if (!filter) return tenon::fail(filter.error()); // every problem at once
//     users.find_many(tenon::where(*filter));
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/sql/dynamic/filter.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI {

namespace sql::detail {

/// Adds what a JSON object says to a tree. Compiled once for all models.
template <class Json> class json_filter_reader {
public:
    explicit json_filter_reader(dynamic_conditions& into) : into_(&into) {}

    TENON_COLD void read(dynamic_node& group, const Json& object, std::size_t depth = 0) {
        if (!object.is_object()) return problems().add("the filter", "is no object");
        for (const auto& [name, value] : object.items()) {
            if (problems().code() == errc::too_long) return;
            if (name == "AND") read_group(group, dynamic_node::kind::all, name, value, depth);
            else if (name == "OR") read_group(group, dynamic_node::kind::any, name, value, depth);
            else if (name == "NOT") read_group(group, dynamic_node::kind::none, name, value, depth);
            else if (value.is_object()) read_field(group, name, value);
            else add(group, name, "equals", value, false);
        }
    }

private:
    dynamic_problems& problems() const noexcept { return into_->problems(); }

    /// Objects, or one of them. Each is a group of its own: all of it holds.
    void read_group(dynamic_node& group, dynamic_node::kind what, const std::string& name, const Json& value, std::size_t depth) {
        if (!value.is_array() && !value.is_object()) return problems().add(name, "takes objects");
        if (value.is_array() && value.empty() && what != dynamic_node::kind::any) return problems().add(name, "has nothing in it");
        dynamic_node* const made = into_->add_group(group, what, depth + 1);
        if (made == nullptr) return;
        const auto add_member = [&](const Json& member) { // one that says nothing would hold for all rows
            if (member.is_object() && member.empty()) return problems().add(name, "has an object with nothing in it");
            if (dynamic_node* const inner = into_->add_group(*made, dynamic_node::kind::all, depth + 1)) read(*inner, member, depth + 1);
        };
        if (value.is_object()) return add_member(value);
        for (const auto& member : value) {
            if (problems().code() == errc::too_long) return;
            add_member(member);
        }
    }

    /// `{"gte": 2, "lt": 9}`, with `"mode": "insensitive"` perhaps.
    void read_field(dynamic_node& group, const std::string& field, const Json& operators) {
        const auto mode = operators.find("mode");
        const bool insensitive = mode != operators.end() && *mode == "insensitive";
        if (mode != operators.end() && !insensitive && *mode != "default") problems().add(field + "[mode]", "is default or insensitive");
        if (operators.size() == (mode != operators.end() ? 1U : 0U)) problems().add(field, "has no operator");
        for (const auto& [name, value] : operators.items())
            if (name != "mode") add(group, field, name, value, insensitive);
    }

    void add(dynamic_node& group, const std::string& field, const std::string& op, const Json& value, bool insensitive) {
        const operator_name* const known = find_operator(op);
        if (value.is_null() && known != nullptr && (known->op == dynamic_operator::equal || known->op == dynamic_operator::not_equal))
            return add_texts(group, field, "is_null", {known->op == dynamic_operator::equal ? "true" : "false"}, false);
        std::vector<std::string> texts;
        if (value.is_array())
            for (const auto& each : value) {
                if (texts.size() > into_->limits().list) break; // which is too many
                if (!read_value(field, op, each, texts)) return;
            }
        else if (!read_value(field, op, value, texts)) return;
        const bool is_list = known != nullptr && (known->op == dynamic_operator::in || known->op == dynamic_operator::not_in);
        if (value.is_array() != is_list) return problems().add(field + "[" + op + "]", is_list ? "takes a list" : "takes one value");
        add_texts(group, field, op, std::vector<std::string_view>(texts.begin(), texts.end()), insensitive);
    }
    void add_texts(dynamic_node& group, std::string_view field, std::string_view op, const std::vector<std::string_view>& values, bool insensitive) {
        into_->add(group, field, op, values, insensitive);
    }

    /// A value as its text, if it is of the kind that the field has: texts are no numbers.
    bool read_value(const std::string& field, const std::string& op, const Json& value, std::vector<std::string>& texts) {
        const column_info* const column = find_open_field(into_->model(), field);
        const operator_name* const known = find_operator(op);
        const bool of_null = known != nullptr && known->op == dynamic_operator::is_null;
        bool right = false;
        const column_type type = of_null || column == nullptr ? column_type::boolean : column->type;
        if (is_integer(type)) right = value.is_number_integer();
        else switch (type) {
            case column_type::boolean: right = column == nullptr || value.is_boolean(); break;
            case column_type::float32:
            case column_type::float64: right = value.is_number(); break;
            case column_type::decimal: right = value.is_number_integer() || value.is_string(); break; // others have been rounded
            default: right = value.is_string();
            }
        if (!right) return problems().add(field + "[" + op + "]", "has a value that is none of the field's type"), false;
        // Of a field that there is not the value may be anything: it is not asked for.
        if (value.is_string()) texts.push_back(value.template get<std::string>());
        else texts.push_back(value.is_object() || value.is_array() ? std::string() : value.dump());
        return true;
    }

    dynamic_conditions* into_;
};

} // namespace sql::detail

/// A value of nlohmann::json, or of another type with its members.
template <class Json>
concept json_document = requires(const Json& value) {
    { value.is_object() } -> std::same_as<bool>;
    { value.is_number_integer() } -> std::same_as<bool>;
    { value.dump() } -> std::convertible_to<std::string>;
    value.items();
};

/// Reads `{"field": value}`, `{"field": {"operator": value}}`, and AND, OR and NOT of such objects, as Prisma's `where`. NULL is a
/// value of equals and not. As in Prisma, an empty OR holds for no row. Errors, with every problem at once: validation_failed;
/// too_long, where it asks for more than the limits.
template <class Model, json_document Json> result<dynamic_filter<Model>> json_filter(const Json& value, const dynamic_limits& limits = {}) {
    dynamic_filter<Model> made(limits);
    sql::detail::json_filter_reader<Json>(made.conditions()).read(made.conditions().root(), value);
    if (auto checked = made.check(); !checked) return fail(checked.error());
    return made;
}

} // namespace tenon::inline TENON_ABI

// tenon/sql/dynamic/condition.hpp: conditions whose fields and operators are known only when the program runs: a tree, checked
// against its model as it grows, with every problem kept.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/printable.hpp>
#include <tenon/core/result.hpp>
#include <tenon/model/info.hpp>
#include <tenon/sql/dynamic/value.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tenon::inline TENON_ABI {

/// How much a filter from outside may ask for. More is errc::too_long.
struct dynamic_limits {
    std::size_t conditions = 50;  ///< in one filter
    std::size_t depth = 5;        ///< of groups in groups
    std::size_t list = 500;       ///< values of one condition
    std::size_t bytes = 10'000;   ///< of all values, as they are given and as they are read
    std::size_t sort_keys = 8;
};

namespace sql {

enum class dynamic_operator : std::uint8_t {
    equal, not_equal, less, less_equal, greater, greater_equal, in, not_in, contains, starts_with, ends_with, is_null, is_not_null,
};

struct dynamic_node {
    enum class kind : std::uint8_t { leaf, all, any, none };
    kind what = kind::leaf;
    dynamic_operator op = dynamic_operator::equal;
    bool ignores_case = false;
    std::size_t place = 0; ///< of the field
    owned_value value{};
    std::shared_ptr<const owned_list> list{}; ///< of in and not_in; shared by copies
    std::vector<dynamic_node> children{};
};

/// An operator by its name, ours or Prisma's; nullptr: there is none.
struct operator_name {
    std::string_view name;
    std::string_view prisma;
    dynamic_operator op;
    bool ignores_case = false;
};
inline const operator_name* find_operator(std::string_view name) noexcept {
    using enum dynamic_operator;
    static constexpr operator_name names[] = {
        {"eq", "equals", equal},
        {"ne", "not", not_equal},
        {"lt", "lt", less},
        {"lte", "lte", less_equal},
        {"gt", "gt", greater},
        {"gte", "gte", greater_equal},
        {"in", "in", in},
        {"not_in", "notIn", not_in},
        {"contains", "contains", contains},
        {"starts_with", "startsWith", starts_with},
        {"ends_with", "endsWith", ends_with},
        {"is_null", "isNull", is_null},
        {"eq_ignore_case", "", equal, true},
        {"contains_ignore_case", "", contains, true},
        {"starts_with_ignore_case", "", starts_with, true},
        {"ends_with_ignore_case", "", ends_with, true},
    };
    for (const operator_name& each : names)
        if (name == each.name || (name == each.prisma && !name.empty())) return &each;
    return nullptr;
}

/// Whether columns of this type have an operator.
constexpr bool has_operator(const column_info& column, dynamic_operator op, bool ignores_case) noexcept {
    const column_type type = column.type;
    if (type == column_type::bytes || type == column_type::json || type == column_type::list) return false;
    if (ignores_case && type != column_type::text) return false;
    switch (op) {
    case dynamic_operator::less:
    case dynamic_operator::less_equal:
    case dynamic_operator::greater:
    case dynamic_operator::greater_equal: return type != column_type::boolean && type != column_type::enumeration;
    case dynamic_operator::contains:
    case dynamic_operator::starts_with:
    case dynamic_operator::ends_with: return type == column_type::text;
    case dynamic_operator::is_null:
    case dynamic_operator::is_not_null: return column.nullable;
    default: return true;
    }
}

/// What is wrong with something from outside: all of it. Names are told, as valid UTF-8 of one line; values are not.
class dynamic_problems {
public:
    TENON_COLD void add(std::string_view name, std::string_view problem) {
        if (fields_.size() == most) return;
        const std::string& shown = fields_.emplace_back(printable(name, longest));
        text_.append(text_.empty() ? "" : "; ").append(shown).append(" ").append(problem);
    }
    TENON_COLD void add_too_much(std::string_view name, std::string_view problem) {
        too_much_ = true;
        add(name, problem);
    }
    TENON_COLD void add(const dynamic_problems& others) {
        for (const std::string& field : others.fields_)
            if (fields_.size() != most) fields_.push_back(field);
        if (!others.empty()) text_.append(text_.empty() ? "" : "; ").append(others.text_);
        too_much_ = too_much_ || others.too_much_;
    }
    bool empty() const noexcept { return fields_.empty(); }
    errc code() const noexcept { return empty() ? errc::ok : too_much_ ? errc::too_long : errc::validation_failed; }

    /// errc::validation_failed or errc::too_long, with the names as fields.
    TENON_COLD error tell(std::string_view model) const {
        error e;
        e.code = code();
        e.model = model;
        e.fields = fields_;
        e.message = text_ + ". " + std::string(message(e.code));
        return e;
    }

private:
    static constexpr std::size_t most = 50;    ///< problems
    static constexpr std::size_t longest = 64; ///< bytes of a name that is told
    std::vector<std::string> fields_;
    std::string text_;
    bool too_much_ = false;
};

/// The field that may be filtered and sorted by; nullptr: there is none of this name, or it is secret, which is not told apart.
constexpr const column_info* find_open_field(const model_info& model, std::string_view name) noexcept {
    const column_info* found = model.find_field(name);
    return found != nullptr && !found->secret ? found : nullptr;
}

/// A tree of conditions that grows. All of its top holds at once.
class dynamic_conditions {
public:
    dynamic_conditions(const model_info& model, const dynamic_limits& limits) : model_(&model), limits_(limits) {
        root_.what = dynamic_node::kind::all;
    }

    const model_info& model() const noexcept { return *model_; }
    const dynamic_limits& limits() const noexcept { return limits_; }
    const dynamic_node& root() const noexcept { return root_; }
    dynamic_node& root() noexcept { return root_; }
    const dynamic_problems& problems() const noexcept { return problems_; }
    dynamic_problems& problems() noexcept { return problems_; }
    bool empty() const noexcept { return root_.children.empty(); }

    /// Adds a condition to a group.
    TENON_COLD void add(dynamic_node& group, std::string_view field, std::string_view op, std::span<const std::string_view> values,
                        bool ignores_case = false) {
        const std::string name = std::string(field) + "[" + std::string(op) + "]";
        const column_info* column = find_open_field(*model_, field);
        const operator_name* known = find_operator(op);
        if (column == nullptr) problems_.add(field, "is no field to filter by");
        if (known == nullptr) problems_.add(name, "has no such operator");
        if (!has_room(name, values)) return;
        if (column == nullptr || known == nullptr) return;
        dynamic_node leaf{.op = known->op, .ignores_case = known->ignores_case || ignores_case,
                          .place = static_cast<std::size_t>(column - model_->columns.data())};
        if (!has_operator(*column, leaf.op, leaf.ignores_case)) return problems_.add(name, "is not for a field of this type");
        const bool is_list = leaf.op == dynamic_operator::in || leaf.op == dynamic_operator::not_in;
        if (!is_list && values.size() != 1) return problems_.add(name, "takes one value");
        if (leaf.op == dynamic_operator::is_null) {
            if (values[0] != "true" && values[0] != "false") return problems_.add(name, "takes true or false");
            if (values[0] == "false") leaf.op = dynamic_operator::is_not_null;
        } else {
            std::vector<owned_value> read;
            for (const std::string_view value : values) {
                owned_value& made = read.emplace_back();
                if (const errc wrong = read_value(*column, value, made); wrong != errc::ok)
                    return problems_.add(name, wrong == errc::out_of_range ? "has a value that is out of range"
                                                                           : "has a value that is none of the field's type");
                const auto* const text = std::get_if<std::string>(&made);
                if (text != nullptr && text->size() > value.size() && !has_bytes(name, text->size() - value.size())) return; // 1e9999
            }
            if (is_list) leaf.list = std::make_shared<const owned_list>(*column, std::move(read));
            else leaf.value = std::move(read.front());
        }
        group.children.push_back(std::move(leaf));
    }

    /// Adds a group, which may be filled until something else is added; nullptr: it is too deep.
    TENON_COLD dynamic_node* add_group(dynamic_node& group, dynamic_node::kind what, std::size_t depth) {
        if (depth > limits_.depth) {
            problems_.add_too_much("the filter", "is too deep");
            return nullptr;
        }
        if (!has_room("the filter", {})) return nullptr;
        group.children.push_back({.what = what});
        return &group.children.back();
    }

private:
    bool has_room(std::string_view name, std::span<const std::string_view> values) {
        std::size_t bytes = 0;
        for (const std::string_view value : values) bytes += value.size();
        if (++conditions_ == limits_.conditions + 1) problems_.add_too_much("the filter", "has too many conditions");
        if (values.size() > limits_.list) problems_.add_too_much(name, "has too many values");
        return has_bytes(name, bytes) && conditions_ <= limits_.conditions && values.size() <= limits_.list;
    }
    bool has_bytes(std::string_view name, std::size_t bytes) {
        bytes_ += bytes;
        if (bytes_ > limits_.bytes && bytes_told_ == false) {
            bytes_told_ = true;
            problems_.add_too_much(name, "makes the filter too long");
        }
        return bytes_ <= limits_.bytes;
    }

    const model_info* model_;
    dynamic_limits limits_;
    dynamic_node root_;
    dynamic_problems problems_;
    std::size_t conditions_ = 0;
    std::size_t bytes_ = 0;
    bool bytes_told_ = false;
};

/// Adds a condition to the top of a tree, its values as one text: of in and not_in with commas between them.
TENON_RARE void add_text(dynamic_conditions& to, std::string_view field, std::string_view op, std::string_view value) {
    std::vector<std::string_view> values;
    const operator_name* known = find_operator(op);
    const bool is_list = known != nullptr && (known->op == dynamic_operator::in || known->op == dynamic_operator::not_in);
    for (std::size_t comma = 0; is_list && (comma = value.find(',')) != value.npos; value.remove_prefix(comma + 1))
        values.push_back(value.substr(0, comma));
    if (!is_list || !values.empty() || !value.empty()) values.push_back(value);
    to.add(to.root(), field, op, values);
}

} // namespace sql
} // namespace tenon::inline TENON_ABI

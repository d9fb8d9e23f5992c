// tenon/sql/dynamic/order.hpp: sort orders whose fields are known only when the program runs.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/dynamic/condition.hpp>
#include <tenon/sql/order.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

struct dynamic_sort_key {
    std::size_t place = 0;
    bool descending = false;
};

/// Sort keys that grow, checked against their model.
class dynamic_sort_keys {
public:
    dynamic_sort_keys(const model_info& model, const dynamic_limits& limits) : model_(&model), most_(limits.sort_keys) {}

    const model_info& model() const noexcept { return *model_; }
    const std::vector<dynamic_sort_key>& keys() const noexcept { return keys_; }
    const dynamic_problems& problems() const noexcept { return problems_; }

    /// `level`, or `-level` for the largest first.
    TENON_COLD void add(std::string_view key) {
        const bool descending = key.starts_with('-');
        if (descending) key.remove_prefix(1);
        const column_info* column = find_open_field(*model_, key);
        if (column == nullptr || column->type == column_type::json || column->type == column_type::list)
            return problems_.add(key, "is no field to sort by");
        const auto place = static_cast<std::size_t>(column - model_->columns.data());
        if (has(place)) return problems_.add(key, "is sorted by twice");
        if (keys_.size() == most_) return problems_.add_too_much("the order", "has too many fields");
        keys_.push_back({place, descending});
    }
    bool has(std::size_t place) const noexcept {
        for (const dynamic_sort_key& key : keys_)
            if (key.place == place) return true;
        return false;
    }

private:
    const model_info* model_;
    std::size_t most_;
    std::vector<dynamic_sort_key> keys_;
    dynamic_problems problems_;
};

/// ORDER BY these keys, then as every order ends.
template <class Context, class Model> TENON_COLD void write_dynamic_order(text_writer& w, const dynamic_sort_keys& order) {
    const model_info& model = info_of<Model>();
    separator comma(" ORDER BY ", ", ");
    const auto add = [&](const order_key& key) {
        comma(w);
        write_sorted_key<Context, Model>(w, key);
    };
    for (const dynamic_sort_key& key : order.keys()) add(requested_key<Context>(model, {key.place, key.descending}));
    const bool last_descending = !order.keys().empty() && order.keys().back().descending;
    constexpr const auto& end = order_keys<Context, Model, sort_order<>>; // that of no order at all
    for (std::size_t i = 0; i < end.size(); ++i)
        if (end[i].place == no_field || !order.has(end[i].place)) add({end[i].place, last_descending});
}

} // namespace tenon::inline TENON_ABI::sql

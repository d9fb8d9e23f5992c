// tenon/transfer/reference_order.hpp: in which order the rows of models can be written, and what has to be written later, or to
// wait, because references go in circles. Pure: no database.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/schema.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tenon::inline TENON_ABI::transfer {

/// The place of a model in its schema.
inline std::size_t place_of(const schema_info& schema, const model_info& model) noexcept {
    std::size_t place = 0;
    while (schema.models[place] != &model) ++place;
    return place;
}

/// A reference without the tenant, to a row that may come later.
struct late_link {
    std::size_t target = 0; ///< the model's place in the schema
    std::vector<std::size_t> fields{};
    std::vector<std::size_t> target_fields{};
};

/// What of one model cannot be written at once.
struct late_parts {
    field_list postponed{};           ///< NULL at first, and set when all rows are there
    std::vector<late_link> awaited{}; ///< of these a row cannot do without: it waits for what they lead to
};

/// Targets come before those that refer to them, as far as there are no circles. Leaves out the trail.
class reference_order {
public:
    TENON_COLD explicit reference_order(const schema_info& schema) : schema_(schema), position_(schema.models.size(), unseen), late_(schema.models.size()) {
        for (std::size_t place = 0; place < schema.models.size(); ++place)
            if (!schema.models[place]->is_audit_trail) visit(place);
        for (std::size_t place = 0; place < order_.size(); ++place) position_[order_[place]] = place;
        for (const std::size_t place : order_) find_late(place);
    }

    /// The places of the models in the schema.
    const std::vector<std::size_t>& models() const noexcept { return order_; }
    const late_parts& late(std::size_t model) const noexcept { return late_[model]; }

private:
    static constexpr std::size_t unseen = static_cast<std::size_t>(-1), seen = static_cast<std::size_t>(-2);

    void visit(std::size_t place) {
        if (position_[place] != unseen) return;
        position_[place] = seen;
        const model_info& model = *schema_.models[place];
        if (const model_info* root = schema_.root(); root != nullptr && model.tenancy.has_tenant()) visit(place_of(schema_, *root));
        for (const reference_info& reference : model.references) visit(place_of(schema_, reference.target()));
        order_.push_back(place);
    }

    void find_late(std::size_t place) {
        const model_info& model = *schema_.models[place];
        for (const reference_info& reference : model.references) {
            late_link link{.target = place_of(schema_, reference.target())};
            if (position_[link.target] < position_[place]) continue;
            bool postponed = false;
            for (std::size_t i = 0; i < reference.fields.size(); ++i) {
                const std::size_t field = reference.fields[i];
                if (field == model.tenancy.field && model.tenancy.has_field()) continue;
                link.fields.push_back(field);
                link.target_fields.push_back(reference.target_fields[i]);
                if (!model.columns[field].nullable || field == model.tenancy.field || model.declared_primary_key.contains(field)) continue;
                postponed = true;
                if (!late_[place].postponed.contains(field)) late_[place].postponed.add(field);
            }
            if (!postponed && !link.fields.empty()) late_[place].awaited.push_back(std::move(link));
        }
    }

    const schema_info schema_;
    std::vector<std::size_t> position_;
    std::vector<std::size_t> order_;
    std::vector<late_parts> late_;
};

} // namespace tenon::inline TENON_ABI::transfer

// tenon/migration/compare.hpp: the schema of the models, of the migrations, of the database, or none: any of them against any
// other.
//
//     tenon::migration::schemas on{db, "", how};
//     const auto plan = tenon::migration::compare(on, side::database, side::models).value();
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/migration/folder.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/plan.hpp>
#include <tenon/migration/schema_target.hpp>
#include <tenon/migration/shadow.hpp>
#include <tenon/migration/snapshot.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

/// What has a schema.
enum class side : std::uint8_t { models, migrations, database, empty };

inline constexpr std::array<std::string_view, 4> side_names{"schema", "migrations", "database", "empty"};

/// The side that a word of `side_names` stands for, or nothing.
inline std::optional<side> side_of(std::string_view word) noexcept {
    for (std::size_t i = 0; i < side_names.size(); ++i)
        if (side_names[i] == word) return static_cast<side>(i);
    return std::nullopt;
}

/// The schemas around one database, in its words. Those of migrations are read from a shadow database, which is made when it
/// is needed first; those of the models too where one is at hand or was named, and else by the database itself. Used by one
/// thread.
class schemas {
public:
    schemas(const schema_target& on, std::string shadow_url, const options& how) : on_(on), url_(std::move(shadow_url)), how_(how) {}

    /// Errors: of reading the folder, of `shadow`, and of migrations that fail there.
    result<snapshot> of(side wanted) {
        switch (wanted) {
        case side::models: return models();
        case side::migrations: return migrations();
        case side::database: return on_->introspect();
        case side::empty: break;
        }
        snapshot none;
        none.dialect = on_->described().dialect;
        return none;
    }

    /// The database, and how to migrate it.
    const schema_target& on() const noexcept { return on_; }
    const options& how() const noexcept { return how_; }

private:
    result<snapshot> models() {
        if (models_) return *models_;
        const snapshot described = on_->described();
        if (described.dialect->keeps_spelling()) return described;
        if (!url_.empty())
            if (auto made = need_shadow(); !made) return fail(made.error());
        auto spelled = shadow_ != nullptr ? (*shadow_)->spelled(described) : on_->spelled(described);
        if (spelled) models_ = *spelled;
        return spelled;
    }

    result<snapshot> migrations() {
        if (migrations_) return *migrations_;
        const auto folder = read_folder(how_.folder, on_->texts().provider, how_.folder_may_be_missing);
        if (!folder) return fail(folder.error());
        if (auto made = need_shadow(); !made) return fail(made.error());
        std::vector<const migration_files*> all;
        for (const migration_files& each : folder->migrations) all.push_back(&each);
        if (auto done = shadow_->replay(all); !done) return fail(done.error());
        auto read = (*shadow_)->introspect();
        if (read) migrations_ = *read;
        return read;
    }

    result<void> need_shadow() {
        if (shadow_ != nullptr) return {};
        auto made = shadow::make(on_, url_);
        if (!made) return fail(made.error());
        shadow_ = std::move(*made);
        return {};
    }

    schema_target on_;
    std::string url_;
    options how_;
    std::unique_ptr<shadow> shadow_;
    std::optional<snapshot> models_, migrations_;
};

/// What would make one schema of another; it may lose data: see check_losses(). Errors: of schemas::of.
inline result<plan> compare(schemas& on, side from, side to, bool concurrently = false) {
    const auto before = on.of(from);
    if (!before) return fail(before.error());
    const auto after = on.of(to);
    if (!after) return fail(after.error());
    return make_plan(*before, *after, {.accept_data_loss = true, .concurrently = concurrently});
}

} // namespace tenon::inline TENON_ABI::migration

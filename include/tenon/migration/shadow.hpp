// tenon/migration/shadow.hpp: an empty database beside another, to try migrations on: in memory on SQLite, elsewhere one
// that is made and dropped again, or one that was given.
//
//     const auto beside = tenon::migration::shadow::make(db, "").value();
//     beside.replay(folder.migrations).value();
//     const auto recorded = beside->introspect().value();
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/core/uuid_generate.hpp>
#include <tenon/core/values/uuid.hpp>
#include <tenon/migration/database.hpp>
#include <tenon/migration/execute.hpp>
#include <tenon/migration/folder.hpp>
#include <tenon/migration/locked.hpp>
#include <tenon/migration/options.hpp>
#include <tenon/migration/reset.hpp>
#include <tenon/migration/run_script.hpp>
#include <tenon/migration/schema_target.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::migration {

/// Owns the database: when it goes, that is dropped; one that was given is emptied. Used by one thread.
class shadow {
public:
    /// `url`: of a database that is there for this only, and empty; without it one is made beside `of`, which takes the right
    /// to do so. Its name begins `tenon_shadow_`. One that a process left which was killed is dropped when the next is made.
    /// Errors: migration_not_empty, for one that was given and holds something; permission_denied; those of connecting.
    static result<std::unique_ptr<shadow>> make(const schema_target& of, const std::string& url) {
        auto made = std::unique_ptr<shadow>(new shadow(of));
        if (auto opened = url.empty() ? made->create() : made->take(url); !opened) return fail(opened.error());
        return made;
    }
    shadow(const shadow&) = delete;
    shadow& operator=(const shadow&) = delete;
    ~shadow() {
        if (on_ != nullptr && is_given_) static_cast<void>(reset(target(on_)));
        on_.reset();
        if (keeper_ != nullptr) static_cast<void>(keeper_->execute(about(of_->texts().drop_database, name_)));
    }

    const schema_database& operator*() const noexcept { return *on_; }
    const schema_database* operator->() const noexcept { return on_.get(); }

    /// Runs migrations, which are recorded nowhere. Errors: migration_invalid; migration_failed, with file and line.
    result<void> replay(const std::vector<const migration_files*>& migrations) const {
        const options how;
        auto by = migrator::open(*on_, how, true);
        if (!by) return fail(by.error());
        for (const migration_files* each : migrations) {
            const auto parsed = parse_script(each->script_path(), each->script, on_->texts().syntax);
            if (!parsed) return fail(parsed.error());
            if (auto ran = detail::run_unrecorded(**by, *parsed); !ran) {
                error why = ran.error();
                why.message = "On the shadow database, where all migrations are tried in their order, " + why.message;
                return fail(std::move(why));
            }
        }
        return {};
    }

private:
    explicit shadow(const schema_target& of) : of_(of) {}

    static std::string about(std::string_view text, std::string_view name) { return sql::migration_texts::with(text, "{name}", name); }

    result<void> create() {
        std::string name = "tenon_shadow_" + to_string(generate_uuid4());
        std::erase(name, '-');
        if (!of_->texts().create_database.empty())
            if (auto made = create_on_server(name); !made) return made;
        return keep(of_->open_beside(name));
    }

    result<void> create_on_server(const std::string& name) {
        auto again = of_->open_again();
        if (!again) return fail(again.error());
        auto by = (*again)->connect(true);
        if (!by) return fail(by.error());
        connection& keeper = **by;
        // Before it is there, so that at no time it looks abandoned.
        if (auto kept = keeper.run(about(of_->texts().keep_database, name)); !kept) return kept;
        drop_abandoned(keeper);
        if (auto made = keeper.execute(about(of_->texts().create_database, name)); !made) {
            error why = made.error();
            why.message = "The shadow database cannot be made; give the URL of an empty one instead: " + why.message;
            return fail(std::move(why));
        }
        name_ = name;
        keeper_on_ = std::move(*again);
        keeper_ = std::move(*by);
        return {};
    }
    /// What others left. Where that cannot be, it stays: it is in nobody's way.
    void drop_abandoned(connection& by) const {
        const auto abandoned = by.read(of_->texts().abandoned_databases, 1);
        if (!abandoned) return;
        for (const text_row& row : *abandoned) static_cast<void>(by.execute(about(of_->texts().drop_abandoned, row.front())));
    }

    result<void> take(const std::string& url) {
        if (auto opened = keep(of_->open_at(url)); !opened) {
            error why = opened.error();
            why.message = "The shadow database: " + why.message;
            return fail(std::move(why));
        }
        const auto held = plan_reset(target(on_));
        if (held && held->empty()) {
            is_given_ = true;
            return {};
        }
        on_.reset(); // it is somebody's: not to be emptied
        return held ? fail(make_error(errc::migration_not_empty, "The shadow database is to be empty, and would be emptied afterwards"))
                    : result<void>(fail(held.error()));
    }

    result<void> keep(result<std::shared_ptr<const schema_database>> opened) {
        if (!opened) return fail(opened.error());
        on_ = std::move(*opened);
        return {};
    }

    schema_target of_;
    std::shared_ptr<const schema_database> keeper_on_;
    std::unique_ptr<connection> keeper_; ///< which shows others that the database is somebody's, where one was made on the server
    std::string name_;                   ///< of that
    std::shared_ptr<const schema_database> on_;
    bool is_given_ = false;
};

} // namespace tenon::inline TENON_ABI::migration

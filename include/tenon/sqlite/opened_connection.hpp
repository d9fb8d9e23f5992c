// tenon/sqlite/opened_connection.hpp: how a SQLite database is opened, what statements are prepared from, and what its errors mean.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/back_off.hpp>
#include <tenon/sql/raw/guarded_text.hpp>
#include <tenon/sql/raw/request.hpp>
#include <tenon/sql/raw/tenant_rules.hpp>
#include <tenon/sql/raw/text.hpp>
#include <tenon/sqlite/aggregates.hpp>
#include <tenon/sqlite/connection.hpp>
#include <tenon/sqlite/errors.hpp>
#include <tenon/sqlite/estimates.hpp>
#include <tenon/sqlite/functions.hpp>
#include <tenon/sqlite/options.hpp>
#include <tenon/sqlite/raw_guard.hpp>
#include <tenon/sqlite/search.hpp>

#include <sqlite3.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace tenon::inline TENON_ABI::sqlite {

/// The parts of a connection that are needed once or after a failure. A template, so that files which open no database do not
/// compile them.
template <int = 0> class opened_connection final : public connection {
public:
    /// Opens a database and sets it up. `wanted` is what the connection is for: one for reading refuses to write.
    TENON_COLD static result<std::unique_ptr<connection>> open(const options& how, const schema_info& schema,
                                                               driver::access wanted) {
        if (!how.memory_statistics) sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); // refused, harmlessly, once SQLite runs
        std::unique_ptr<opened_connection> made(new opened_connection(how, schema));
        int flags = SQLITE_OPEN_URI | (how.connection_mutex ? SQLITE_OPEN_FULLMUTEX : SQLITE_OPEN_NOMUTEX);
        flags |= how.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
        if (how.create && !how.read_only) flags |= SQLITE_OPEN_CREATE;
        const int opened = sqlite3_open_v2(how.path.c_str(), &made->database_, flags, nullptr);
        const sql::statement_spec opening{"open", verb::other, nullptr, nullptr};
        if (made->database_ == nullptr) return fail(make_error(errc::out_of_memory));
        sqlite3_extended_result_codes(made->database_, 1);
        if (opened != SQLITE_OK || !made->set_up(how, wanted)) return fail(made->last_error(opening));
        return made;
    }

    ~opened_connection() override {
        statements_.clear();
        sqlite3_close_v2(database_);
    }

    /// In Prisma's layout rows have numbers, and SQLite guesses well enough.
    TENON_COLD bool estimate_rows() noexcept override { return !schema_->leads_with_tenant || execute(detail::estimates); }

    /// What failed last.
    TENON_COLD error last_error(const sql::statement_spec& spec) const override {
        if (const auto told = std::move(refused_)) {
            told->statement = spec.text;
            return *told;
        }
        const int code = sqlite3_extended_errcode(database_);
        error e = make_native_error(code, sqlite3_errmsg(database_), spec, *schema_);
        usable_ = usable_ && !e.poisons_connection();
        return e;
    }

    void end_raw() noexcept override { guard_.close(); }

private:
    opened_connection(const options& how, const schema_info& schema)
        : schema_(&schema),
          forms_{.timestamps = schema.leads_with_tenant ? timestamp_form::milliseconds : how.timestamps,
                 .numeric_columns = !schema.leads_with_tenant} {}

    struct finalizer {
        void operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }
    };

    std::unique_ptr<statement> compile(std::string_view text, unsigned flags) {
        was_cached_ = false;
        sqlite3_stmt* handle = nullptr;
        const int code = sqlite3_prepare_v3(database_, text.data(), static_cast<int>(text.size()), flags, &handle, nullptr);
        if (code != SQLITE_OK || handle == nullptr) return nullptr;
        std::unique_ptr<sqlite3_stmt, finalizer> owned(handle); // until the object that finalizes it is there
        auto made = std::make_unique<statement>(handle, database_, forms_);
        static_cast<void>(owned.release());
        return made;
    }

    TENON_COLD statement* prepare_anew(const sql::statement_spec& spec, std::size_t number) override {
        return statements_.keep(number, compile(spec.text, SQLITE_PREPARE_PERSISTENT));
    }

    TENON_COLD statement* prepare_loose(const sql::statement_spec& spec) override {
        if (spec.raw != nullptr) return statements_.keep_loose(compile_raw(spec));
        statement* const kept = statements_.take_loose(spec.passing);
        was_cached_ = kept != nullptr;
        if (was_cached_) return kept;
        return statements_.keep_loose(compile(spec.text, spec.passing != 0 ? SQLITE_PREPARE_PERSISTENT : 0U), spec.passing);
    }

    /// A text of the program's own; in a tenant's scope behind the guard, until end_raw.
    TENON_COLD std::unique_ptr<statement> compile_raw(const sql::statement_spec& spec) {
        const sql::raw_request& asked = *spec.raw;
        auto text = sql::raw_text(spec.text, asked, sql::lexis::sqlite);
        if (!text) return refuse(std::move(text.error()));
        if (asked.tenant != nullptr)
            if (auto why = sql::refusal_in_tenant(spec.text, sql::lexis::sqlite)) return refuse(std::move(*why));
        const int values = static_cast<int>(asked.values.size());
        int parameters = values;
        if (asked.tenant != nullptr) {
            auto guarded = sql::guard_text(*text, *schema_, guard_.new_secret(), asked.values.size() + 1);
            parameters += guarded.has_tenant ? 1 : 0;
            if (auto clash = guard_.open(database_, guarded); !clash.empty()) return refuse(sql::raw_error(errc::invalid_sql, clash));
            *text = std::move(guarded.text);
        }
        auto made = compile(*text, 0);
        if (made != nullptr && made->parameter_count() > parameters)
            made = refuse(sql::raw_error(errc::invalid_sql, "A placeholder of the text has no value"));
        if (made != nullptr && asked.tenant != nullptr && !made->only_reads())
            made = refuse(sql::raw_error(errc::permission_denied, "Raw SQL in a tenant's scope only reads"));
        if (made == nullptr) guard_.close();
        else if (parameters > values) static_cast<void>(made->bind(parameters, column_type::text, std::string(asked.tenant->view())));
        return made;
    }
    TENON_COLD std::unique_ptr<statement> refuse(error why) {
        refused_ = std::make_unique<error>(std::move(why));
        return nullptr;
    }

    TENON_COLD bool set_up(const options& how, driver::access wanted) {
        sqlite3_busy_timeout(database_, static_cast<int>(how.busy_timeout.count()));
        sqlite3_db_config(database_, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
        // "name" that is no column must be an error, not the text 'name'.
        sqlite3_db_config(database_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
        sqlite3_db_config(database_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
        sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        sqlite3_db_config(database_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
        if (detail::create_functions(database_) != SQLITE_OK || detail::create_aggregates(database_) != SQLITE_OK || !detail::create_search(database_, *schema_) ||
            detail::array_table<>::create(database_, forms_.timestamps) != SQLITE_OK)
            return false;
        std::string setup = "PRAGMA cache_size = " + std::to_string(-(how.cache_bytes / 1024)) + "; ";
        setup += "PRAGMA mmap_size = " + std::to_string(how.mapped_bytes) + "; ";
        setup += how.synchronous == synchronous::off      ? "PRAGMA synchronous = OFF; "
                 : how.synchronous == synchronous::normal ? "PRAGMA synchronous = NORMAL; "
                                                          : "PRAGMA synchronous = FULL; ";
        // A removal that cascades by trigger within one table must reach the end of the chain.
        setup += "PRAGMA recursive_triggers = ON; ";
        // Reads the file's header: what is no database is found out here and not at the first statement.
        setup += "PRAGMA schema_version; ";
        if (!execute(setup.c_str())) return false;
        const bool may_write = sqlite3_db_readonly(database_, "main") == 0;
        if (wanted == driver::access::read) return execute("PRAGMA query_only = ON");
        // A file remembers that it is in WAL mode, so leaving it has to be said too.
        if (!may_write) return true;
        return change_journal(how);
    }
    /// Two that want to change a new file's journal at once would wait for each other: SQLite tells one of them to come again.
    TENON_COLD bool change_journal(const options& how) {
        const auto until = std::chrono::steady_clock::now() + how.busy_timeout;
        for (int attempt = 0; !execute(how.journal == journal::wal ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode = DELETE"); ++attempt) {
            if ((sqlite3_errcode(database_) & 0xff) != SQLITE_BUSY || std::chrono::steady_clock::now() >= until) return false;
            driver::back_off(std::chrono::milliseconds(1), attempt);
        }
        return true;
    }

    const schema_info* schema_;
    value_forms forms_;
    detail::raw_guard<> guard_;
    mutable std::unique_ptr<error> refused_; ///< why a raw text was not prepared
};

} // namespace tenon::inline TENON_ABI::sqlite

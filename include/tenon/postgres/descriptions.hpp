// tenon/postgres/descriptions.hpp: what a raw text gives, asked before it runs; and whether row-level security keeps it within its
// tenant.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/postgres/cursors.hpp>
#include <tenon/postgres/fields_of_type.hpp>
#include <tenon/sql/ddl/postgres_types.hpp>
#include <tenon/sql/raw/columns.hpp>
#include <tenon/sql/raw/tenant_rules.hpp>

#include <libpq-fe.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::postgres::detail {

/// The part of a connection that raw texts need besides.
class descriptions : public cursors {
public:
    descriptions(connection_handle handle, const options& how, const schema_info& schema)
        : cursors(std::move(handle), how, schema.leads_with_tenant), guarded_(unguarded_tables(schema)) {}

    /// Asks what a statement gives, with the types of what is bound. In a tenant's scope also whether row-level security binds this
    /// role on every table of the schema. False: see the failure.
    TENON_COLD virtual bool describe(statement& asked, std::vector<sql::described_column>& columns) {
        if (gathering_) {
            const driver::caller* const by = caller_;
            send_gathered(); // for whomever
            caller_ = by;
        }
        return whole([&] {
            const bool inside = link_.status() != PQTRANS_IDLE;
            const bool saved = inside && options_->statement_savepoints;
            result_handle description, unguarded;
            const bool done = ask(asked, inside, saved, description, unguarded);
            if (!done) return saved ? undo() : false;
            if (PQntuples(unguarded.get()) != 0) return refuse(*unguarded);
            return read(description.get(), columns);
        });
    }

protected:
    TENON_COLD std::optional<error> refusal_in_tenant(std::string_view text) const {
        if (!options_->row_level_security)
            return sql::raw_error(errc::unsupported, "Raw SQL in a tenant's scope needs row-level security, which the options turn off");
        return sql::refusal_in_tenant(text, sql::lexis::postgres);
    }

private:
    /// A text that asks for the tables on which row-level security does not bind the role that asks.
    TENON_COLD static std::string unguarded_tables(const schema_info& schema) {
        std::string names;
        for (const model_info* model : schema.models) {
            if (model->tenancy.kind == tenancy_kind::none) continue;
            names.append(names.empty() ? "" : ", ").append("(").append(sql::quoted_text(sql::postgres_dialect::schema_of(*model)));
            names.append(", ").append(sql::quoted_text(model->table)).append(")");
        }
        if (names.empty()) names = "(NULL, NULL)";
        return "SELECT c.relname::pg_catalog.text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
               "WHERE (n.nspname, c.relname) IN (" + names + ") AND NOT pg_catalog.row_security_active(c.oid) ORDER BY 1";
    }

    bool ask(statement& asked, bool inside, bool saved, result_handle& description, result_handle& unguarded) {
        if (!begin_pipeline(inside)) return false;
        PGconn* const to = link_.handle();
        const parameters& given = asked.parameters_;
        prepared_.lose_unnamed();
        bool queued = !saved || send_text("SAVEPOINT tenon_statement");
        queued = queued && PQsendPrepare(to, "", asked.text_.c_str(), given.size(), given.types()) == 1 &&
                 PQsendDescribePrepared(to, "") == 1 && (!asked.in_tenant_ || send_text(guarded_.c_str())) &&
                 (!saved || send_text("RELEASE tenon_statement"));
        queued = PQpipelineSync(to) == 1 && queued;
        const auto next = [&](bool sent) {
            if (sent && queued) queued = take(link_.receive(), nullptr);
        };
        next(saved);
        next(true);
        if (queued) queued = take(link_.receive(), &description);
        if (queued && asked.in_tenant_) queued = take(link_.receive(), &unguarded);
        next(saved);
        const bool ended = receive_rest();
        end_round_trip();
        if (!ended && link_.is_broken()) link_.note_lost(false);
        return queued && ended;
    }
    /// One answer, and the end of it. False: it is an error.
    bool take(result_handle given, result_handle* into) {
        const ExecStatusType status = PQresultStatus(given.get());
        const bool right = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
        if (!right) link_.note(std::move(given));
        else if (into != nullptr) *into = std::move(given);
        if (!link_.is_broken()) link_.receive();
        return right;
    }
    /// To the end of the round trip. False: the connection broke.
    bool receive_rest() {
        for (bool at_end = false; !link_.is_broken();) {
            const result_handle given = link_.receive();
            if (PQresultStatus(given.get()) == PGRES_PIPELINE_SYNC) return true;
            if (std::exchange(at_end, given == nullptr) && at_end) link_.give_up(); // it was taken for another answer
        }
        return false;
    }
    /// The transaction goes on as if nothing had been asked.
    bool undo() {
        if (link_.status() != PQTRANS_INERROR) return false;
        native_failure kept = std::move(link_.failure);
        execute("ROLLBACK TO tenon_statement; RELEASE tenon_statement");
        if (link_.is_open()) link_.failure = std::move(kept);
        return false;
    }
    bool refuse(const PGresult& unguarded) {
        std::string tables;
        for (int row = 0; row < PQntuples(&unguarded); ++row) tables.append(row == 0 ? "" : ", ").append(PQgetvalue(&unguarded, row, 0));
        link_.failure.told = std::make_unique<error>(sql::raw_error(
            errc::unsupported, "Raw SQL in a tenant's scope needs row-level security, which does not bind this role on " + tables));
        return false;
    }

    bool read(const PGresult* description, std::vector<sql::described_column>& columns) {
        if (!learn_nullable(description)) return false;
        for (int i = 0; i < PQnfields(description); ++i) {
            const Oid type = PQftype(description, i);
            const auto known = nullable_.find({PQftable(description, i), PQftablecol(description, i)});
            columns.push_back({PQfname(description, i), std::string(name_of_type(type)), fields_of_type(type),
                               known != nullable_.end() && known->second});
        }
        return true;
    }
    /// Which columns of tables may be NULL, of those that are not known yet. Of views the server does not know it.
    bool learn_nullable(const PGresult* description) {
        std::string wanted;
        for (int i = 0; i < PQnfields(description); ++i) {
            const std::pair column(PQftable(description, i), PQftablecol(description, i));
            if (column.first == 0 || nullable_.contains(column)) continue;
            wanted.append(wanted.empty() ? "" : ", ").append("(").append(std::to_string(column.first)).append(", ");
            wanted.append(std::to_string(column.second)).append(")");
        }
        if (wanted.empty()) return true;
        const std::string text = "SELECT a.attrelid::pg_catalog.int8, a.attnum::pg_catalog.int8, NOT a.attnotnull AND c.relkind IN ('r', 'p') FROM "
                                 "pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid WHERE (a.attrelid, "
                                 "a.attnum) IN (" + wanted + ")";
        if (!link_.begin(false)) return false;
        bool done = send_text(text.c_str());
        while (result_handle given = link_.receive()) {
            if (PQresultStatus(given.get()) != PGRES_TUPLES_OK) {
                link_.note(std::move(given));
                done = false;
                continue;
            }
            for (int row = 0; row < PQntuples(given.get()); ++row) {
                std::int64_t table = 0, column = 0;
                bool nullable = false;
                const auto read = [&](int place, auto& out) { return read_result(given.get(), row, place, out) == errc::ok; };
                if (read(0, table) && read(1, column) && read(2, nullable)) nullable_[{static_cast<Oid>(table), static_cast<int>(column)}] = nullable;
            }
        }
        if (!done && link_.is_broken()) link_.note_lost(false);
        return done;
    }

    std::string guarded_; ///< asks for tables without row-level security
    std::map<std::pair<Oid, int>, bool> nullable_; ///< columns by table and number. Rows are read with care all the same
};

} // namespace tenon::inline TENON_ABI::postgres::detail

// The other side of each pair: libpq by hand, binary, statements prepared once, with row-level security in pipelines of
// who asks and the statement; status checked, rows into structs.
#pragma once

#include "users.hpp"

#include <tenon/postgres.hpp>

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace benchmark {

class libpq_api {
public:
    static constexpr bool is_by_hand = true;

    // What tenon makes of the same requests: the benchmark compares what both sides send before it measures.
    static constexpr const char* prelude_text =
        "SELECT WHERE pg_catalog.set_config('tenon.tenant_id', $1, true) IS NULL OR "
        "pg_catalog.set_config('tenon.system', $2, true) IS NULL OR "
        "pg_catalog.set_config('plan_cache_mode', 'force_generic_plan', true) IS NULL";
    static constexpr const char* point_text =
        R"(SELECT "id", "tenantId", "email", "name", "level", "score", "active", "createdAt" FROM "public"."User" WHERE "tenantId" = $1 AND "id" = $2)";
    static constexpr const char* latest_text =
        R"(SELECT "id", "tenantId", "email", "name", "level", "score", "active", "createdAt" FROM "public"."User" WHERE "tenantId" = $1 ORDER BY "createdAt" DESC, "id" DESC LIMIT $2)";
    static constexpr const char* all_text =
        R"(SELECT "id", "tenantId", "email", "name", "level", "score", "active", "createdAt" FROM "public"."User" WHERE "tenantId" = $1)";
    static constexpr const char* insert_text =
        R"(INSERT INTO "public"."User" ("id", "tenantId", "email", "name", "level", "score", "active", "createdAt") VALUES ($2, $1, $3, $4, $5, $6, $7, $8))";
    static constexpr const char* update_text =
        R"(UPDATE "public"."User" SET "level" = $2 WHERE "tenantId" = $1 AND "id" = $3 RETURNING "id", "tenantId", "email", "name", "level", "score", "active", "createdAt")";

    /// `scoped`: tells the server the tenant with each statement, for row-level security.
    libpq_api(const std::string& connection_string, bool scoped)
        : connection_(PQconnectdb(connection_string.c_str())), scoped_(scoped) {
        if (PQstatus(connection_) != CONNECTION_OK) fail();
        constexpr Oid text = 25, int8 = 20, float8 = 701, boolean = 16, any = 0;
        const auto prepare = [&](const char* words, std::vector<Oid> types) {
            prepared made{tenon::postgres::detail::statement_name(words, types)};
            must(PQprepare(connection_, made.name.c_str(), words, static_cast<int>(types.size()), types.data()));
            return made;
        };
        if (scoped_) prelude_ = prepare(prelude_text, {text, text});
        point_ = prepare(point_text, {text, text});
        latest_ = prepare(latest_text, {text, int8});
        all_ = prepare(all_text, {text});
        const std::vector<Oid> row{text, text, text, int8, float8, boolean, any};
        std::vector<Oid> types{text};
        types.insert(types.end(), row.begin(), row.end());
        insert_ = prepare(insert_text, types);
        for (std::size_t i = 1; i < many_rows; ++i)
            types.insert(types.end(), row.begin(), row.end());
        insert_many_ = prepare(tenon::sql::insert_many_rows(insert_text, 1 + columns, 1, many_rows).c_str(), types);
        update_ = prepare(update_text, {text, int8, text});
        if (scoped_) PQenterPipelineMode(connection_);
    }
    ~libpq_api() { PQfinish(connection_); }
    libpq_api(const libpq_api&) = delete;
    libpq_api& operator=(const libpq_api&) = delete;

    PGconn* handle() const noexcept { return connection_; }
    int server_process() const noexcept { return PQbackendPID(connection_); }

    std::optional<User> point(const std::string& tenant, const std::string& id) {
        values<2> given;
        given.text(0, tenant);
        given.text(1, id);
        const held result = ask(point_, tenant, given);
        std::optional<User> found;
        if (PQntuples(result.get()) == 1) read(result.get(), 0, found.emplace());
        return found;
    }

    std::vector<User> latest(const std::string& tenant, std::int64_t most) {
        values<2> given;
        given.text(0, tenant);
        given.number(1, most);
        return read_all(ask(latest_, tenant, given));
    }

    std::vector<User> all(const std::string& tenant) {
        values<1> given;
        given.text(0, tenant);
        return read_all(ask(all_, tenant, given));
    }

    User insert(User row) {
        values<1 + columns> given;
        given.text(0, row.tenantId);
        bind(given, 1, row);
        ask(insert_, row.tenantId, given);
        return row;
    }

    std::optional<User> update(const std::string& tenant, const std::string& id, int level) {
        values<3> given;
        given.text(0, tenant);
        given.number(1, level);
        given.text(2, id);
        const held result = ask(update_, tenant, given);
        std::optional<User> changed;
        if (PQntuples(result.get()) == 1) read(result.get(), 0, changed.emplace());
        return changed;
    }

    /// Rows of one tenant in a transaction, by the fastest way: COPY, which row-level security forbids, or in one pipeline
    /// INSERTs of 100 rows, then of single ones, with BEGIN and COMMIT unless they are few. How many.
    std::int64_t insert_many(const std::vector<User>& rows) {
        if (scoped_) send_rows(rows, rows.size() >= many_rows);
        else {
            run("BEGIN");
            copy(rows);
            run("COMMIT");
        }
        return static_cast<std::int64_t>(rows.size());
    }

    /// Outside pipelines.
    void run(const char* text) {
        if (scoped_) must(PQexitPipelineMode(connection_) == 1);
        must(PQexec(connection_, text));
        if (scoped_) must(PQenterPipelineMode(connection_) == 1);
    }

private:
    static constexpr std::size_t many_rows = 100;
    static constexpr std::size_t columns = 7; ///< but for the tenant, which rows of one scope share
    static constexpr std::int64_t epoch = 946'684'800'000'000; ///< microseconds from 1970 to 2000

    struct deleter {
        void operator()(PGresult* result) const noexcept { PQclear(result); }
    };
    using held = std::unique_ptr<PGresult, deleter>;

    struct prepared {
        std::string name;
    };

    /// Parameters of a statement, in binary.
    template <std::size_t Size> struct values {
        std::array<const char*, Size> pointers;
        std::array<int, Size> lengths;
        std::array<std::int64_t, Size> numbers;

        void text(std::size_t place, const std::string& value) { set(place, value.data(), value.size()); }
        void number(std::size_t place, std::int64_t value) {
            numbers[place] = static_cast<std::int64_t>(__builtin_bswap64(static_cast<std::uint64_t>(value)));
            set(place, reinterpret_cast<const char*>(&numbers[place]), 8);
        }
        void byte(std::size_t place, bool value) {
            auto* const at = reinterpret_cast<char*>(&numbers[place]);
            *at = value ? 1 : 0;
            set(place, at, 1);
        }
        void null(std::size_t place) { set(place, nullptr, 0); }

    private:
        void set(std::size_t place, const char* value, std::size_t length) {
            pointers[place] = value;
            lengths[place] = static_cast<int>(length);
        }
    };
    static constexpr auto binary = [] {
        std::array<int, 1 + many_rows * columns> formats;
        formats.fill(1);
        return formats;
    }();

    static std::int64_t microseconds(tenon::timestamp time) { return time.time_since_epoch().count() * 1000 - epoch; }

    template <std::size_t Size> static void bind(values<Size>& given, std::size_t at, const User& row) {
        given.text(at, row.id);
        given.text(at + 1, row.email);
        if (row.name) given.text(at + 2, *row.name);
        else given.null(at + 2);
        given.number(at + 3, row.level);
        given.number(at + 4, std::bit_cast<std::int64_t>(row.score));
        given.byte(at + 5, row.active);
        given.number(at + 6, microseconds(row.createdAt));
    }

    template <std::size_t Size> void send(const prepared& statement, const values<Size>& given) {
        must(PQsendQueryPrepared(connection_, statement.name.c_str(), static_cast<int>(Size), given.pointers.data(),
                                 given.lengths.data(), binary.data(), 1) == 1);
    }
    void send(const char* text) { must(PQsendQueryParams(connection_, text, 0, nullptr, nullptr, nullptr, nullptr, 1) == 1); }
    void send_prelude(const std::string& tenant) {
        const char* const pointers[] = {tenant.data(), ""};
        const int lengths[] = {static_cast<int>(tenant.size()), 0};
        must(PQsendQueryPrepared(connection_, prelude_.name.c_str(), 2, pointers, lengths, binary.data(), 1) == 1);
    }
    /// The next answer of a pipeline, and the nullptr behind it.
    held receive() {
        held result(PQgetResult(connection_));
        check(result.get());
        if (PQgetResult(connection_) != nullptr) fail();
        return result;
    }
    void receive_sync() {
        const held sync(PQgetResult(connection_));
        if (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) [[unlikely]] fail();
    }

    template <std::size_t Size> held ask(const prepared& statement, const std::string& tenant, const values<Size>& given) {
        if (!scoped_) {
            held result(PQexecPrepared(connection_, statement.name.c_str(), static_cast<int>(Size), given.pointers.data(),
                                       given.lengths.data(), binary.data(), 1));
            check(result.get());
            return result;
        }
        send_prelude(tenant);
        send(statement, given);
        must(PQpipelineSync(connection_) == 1);
        receive();
        held result = receive();
        receive_sync();
        return result;
    }

    [[noreturn]] void fail() {
        std::fprintf(stderr, "libpq: %s\n", PQerrorMessage(connection_));
        std::exit(2);
    }
    void must(bool done) {
        if (!done) [[unlikely]] fail();
    }
    void must(PGresult* result) { check(held(result).get()); }
    void check(const PGresult* result) {
        const ExecStatusType status = PQresultStatus(result);
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) [[unlikely]] fail();
    }

    static std::uint64_t long_of(const char* bytes) {
        std::uint64_t bits;
        std::memcpy(&bits, bytes, sizeof bits);
        return __builtin_bswap64(bits);
    }
    static void read_text(const PGresult* result, int row, int column, std::string& out) {
        out.assign(PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column)));
    }
    static void read(const PGresult* result, int at, User& row) {
        read_text(result, at, 0, row.id);
        read_text(result, at, 1, row.tenantId);
        read_text(result, at, 2, row.email);
        if (PQgetisnull(result, at, 3) == 0) read_text(result, at, 3, row.name.emplace());
        std::uint32_t level;
        std::memcpy(&level, PQgetvalue(result, at, 4), sizeof level);
        row.level = static_cast<int>(__builtin_bswap32(level));
        row.score = std::bit_cast<double>(long_of(PQgetvalue(result, at, 5)));
        row.active = *PQgetvalue(result, at, 6) != 0;
        const auto time = static_cast<std::int64_t>(long_of(PQgetvalue(result, at, 7)));
        row.createdAt = tenon::timestamp(std::chrono::milliseconds((time + epoch) / 1000));
    }
    static std::vector<User> read_all(const held& result) {
        const int count = PQntuples(result.get());
        std::vector<User> rows(static_cast<std::size_t>(count));
        for (int row = 0; row < count; ++row)
            read(result.get(), row, rows[static_cast<std::size_t>(row)]);
        return rows;
    }

    // ---- many rows ----

    void send_rows(const std::vector<User>& rows, bool framed) {
        int sent = framed ? 3 : 1;
        const std::string& tenant = rows.front().tenantId;
        if (framed) send("BEGIN");
        send_prelude(tenant);
        std::size_t row = 0;
        for (; row + many_rows <= rows.size(); row += many_rows, ++sent) {
            many_.text(0, tenant);
            for (std::size_t i = 0; i < many_rows; ++i) {
                must(rows[row + i].tenantId == tenant); // else it would be stored as the first one's
                bind(many_, 1 + i * columns, rows[row + i]);
            }
            send(insert_many_, many_);
        }
        for (; row < rows.size(); ++row, ++sent) {
            values<1 + columns> given;
            must(rows[row].tenantId == tenant);
            given.text(0, tenant);
            bind(given, 1, rows[row]);
            send(insert_, given);
        }
        if (framed) send("COMMIT");
        must(PQpipelineSync(connection_) == 1);
        for (; sent > 0; --sent)
            receive();
        receive_sync();
    }

    void copy(const std::vector<User>& rows) {
        const held begun(PQexec(
            connection_,
            R"(COPY "public"."User" ("id", "tenantId", "email", "name", "level", "score", "active", "createdAt") FROM STDIN (FORMAT binary))"));
        if (PQresultStatus(begun.get()) != PGRES_COPY_IN) fail();
        buffer_.assign("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
        for (const User& row : rows) {
            append_number<std::int16_t>(8);
            append_text(row.id);
            append_text(row.tenantId);
            append_text(row.email);
            if (row.name) append_text(*row.name);
            else append_number<std::int32_t>(-1);
            append_sized(static_cast<std::int32_t>(row.level));
            append_sized(std::bit_cast<std::int64_t>(row.score));
            append_sized(static_cast<std::int8_t>(row.active));
            append_sized(microseconds(row.createdAt));
            if (buffer_.size() > 60'000) put();
        }
        append_number<std::int16_t>(-1);
        put();
        must(PQputCopyEnd(connection_, nullptr) == 1);
        must(PQgetResult(connection_));
        if (PQgetResult(connection_) != nullptr) fail();
    }

    void put() {
        must(PQputCopyData(connection_, buffer_.data(), static_cast<int>(buffer_.size())) == 1);
        buffer_.clear();
    }
    template <class Integer> void append_number(Integer value) {
        char bytes[sizeof value];
        std::memcpy(bytes, &value, sizeof value);
        std::reverse(bytes, bytes + sizeof value);
        buffer_.append(bytes, sizeof value);
    }
    template <class Integer> void append_sized(Integer value) {
        append_number(static_cast<std::int32_t>(sizeof value));
        append_number(value);
    }
    void append_text(const std::string& text) {
        append_number(static_cast<std::int32_t>(text.size()));
        buffer_ += text;
    }

    PGconn* connection_;
    bool scoped_;
    prepared prelude_, point_, latest_, all_, insert_, insert_many_, update_;
    values<1 + many_rows * columns> many_;
    std::string buffer_;
};

} // namespace benchmark

// tenon/driver/connection.hpp: what a database must offer, as concepts. Repositories and migrations know no more of it.
#pragma once

#include <tenon/core/column_type.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/error.hpp>
#include <tenon/core/list_view.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/transaction_options.hpp>
#include <tenon/model/schema.hpp>
#include <tenon/sql/statement.hpp>
#include <tenon/tenancy/tenant_id.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <string_view>

namespace tenon::inline TENON_ABI::driver {

/// What a step of a statement gave.
enum class step_result : std::uint8_t { row, done, failed };

/// What a connection is wanted for. A database with one writer and many readers gives each its own.
enum class access : std::uint8_t { read, write };

/// Where the numbers go that the database gives rows. Borrows.
struct number_sink {
    void* into;
    void (*add)(void* into, std::int64_t number);
};

/// For whom a statement runs. Borrows.
struct caller {
    const tenant_id* tenant = nullptr; ///< nullptr: a system scope
    std::string_view reason{};         ///< of the system scope

    std::string_view tenant_name() const noexcept { return tenant != nullptr ? tenant->view() : std::string_view(""); }
};

/// A value of the current row. `read` gives errc::schema_mismatch when what is stored is of another type, and
/// errc::out_of_range or errc::invalid_value when it is not a value of that type. Views live until the next step.
template <class C>
concept cell = requires(const C c, bool& boolean, std::int64_t& integer, double& real, std::string_view& text,
                        blob_view& bytes, timestamp& time, date& day, uuid& id) {
    { c.is_null() } -> std::same_as<bool>;
    { c.read(column_type::boolean, boolean) } -> std::same_as<errc>;
    { c.read(column_type::int64, integer) } -> std::same_as<errc>;
    { c.read(column_type::float64, real) } -> std::same_as<errc>;
    { c.read(column_type::text, text) } -> std::same_as<errc>;
    { c.read(column_type::bytes, bytes) } -> std::same_as<errc>;
    { c.read(column_type::timestamp, time) } -> std::same_as<errc>;
    { c.read(column_type::date, day) } -> std::same_as<errc>;
    { c.read(column_type::uuid, id) } -> std::same_as<errc>;
};

/// A prepared statement. Parameters and columns are numbered from 1 and from 0. Binding borrows: views must live until
/// `reset`. A value that the database cannot hold exactly is refused by `bind`, before anything is sent.
template <class S>
concept statement = requires(S& s, int index, bool boolean, std::int64_t integer, double real, std::string_view text,
                             blob_view bytes, timestamp time, date day, const uuid& id, const list_view& list,
                             const column_info& column, const number_sink* numbers) {
    { s.bind(index, column_type::boolean, boolean) } -> std::same_as<errc>;
    { s.bind(index, column_type::int64, integer) } -> std::same_as<errc>;
    { s.bind(index, column_type::float64, real) } -> std::same_as<errc>;
    { s.bind(index, column_type::text, text) } -> std::same_as<errc>;
    { s.bind(index, column_type::bytes, bytes) } -> std::same_as<errc>;
    { s.bind(index, column_type::timestamp, time) } -> std::same_as<errc>;
    { s.bind(index, column_type::date, day) } -> std::same_as<errc>;
    { s.bind(index, column_type::uuid, id) } -> std::same_as<errc>;
    { s.bind_tenant(index, text) } -> std::same_as<errc>; // known to be valid text
    { s.bind_null(index, column) } -> std::same_as<errc>;
    { s.bind_list(index, list) } -> std::same_as<errc>; // to compare a column with
    // And bind_array(index, list), where the database has columns of lists; else these are texts of JSON.
    { s.step() } -> std::same_as<step_result>;
    { s.column(index) } -> cell;
    { s.changes() } -> std::same_as<std::int64_t>;
    // Runs with the bound values, now or together with others; what fails may be told later. Nothing is bound afterwards.
    // The argument: what was bound lives until finish_rows or reset; else only until this returns.
    // `numbers`, or nullptr: the first column of what each row gives, in the order of the rows, by the time of finish_rows.
    { s.add_row(boolean, numbers) } -> std::same_as<bool>;
    { s.finish_rows() } -> std::same_as<bool>; // the last of them has run; changes() tells of all
    // After prepare: all that is bound is copied, and rows are handed out as they come, in constant memory. Until reset.
    s.stream_rows();
    s.abandon(); // undoes what the running statement changed, at the price of the whole transaction around it
    s.reset();
};

/// A connection: used by one thread at a time, as the pool guarantees.
template <class C>
concept connection = requires(C& c, const sql::statement_spec& spec, const char* text, const caller& by) {
    requires statement<typename C::statement_type>;
    c.act_for(by); // of the statements from now on; borrowed
    { c.prepare(spec) } -> std::same_as<typename C::statement_type*>; // nullptr: see last_error
    { c.was_cached() } -> std::same_as<bool>;                         // of the last prepare
    { c.execute(text) } -> std::same_as<bool>;                        // text without parameters; may be several statements
    // And bool estimate_rows(), where the database has to be told what to expect of new tables and indexes: see driver/estimate.hpp.
    { c.last_error(spec) } -> std::same_as<error>;
    { c.in_transaction() } -> std::same_as<bool>;
    { c.is_usable() } -> std::same_as<bool>;
    { c.is_alive() } -> std::same_as<bool>; // as far as can be seen without asking the database
    // What runs, if something does: from any thread, while it cannot end its last statement. Does not wait. Where the connection
    // has begin_watch and end_watch, between these.
    c.cancel();
    // After connection_lost, outside a transaction: whether what failed may run again on another connection. The argument
    // says that it only reads.
    { c.may_run_again(true) } -> std::same_as<bool>;
};

/// A database driver: its connections, options and dialect.
template <class D>
concept database_driver = requires(const typename D::options& options, const schema_info& schema,
                                   const transaction_options& transaction) {
    requires connection<typename D::connection>;
    typename D::dialect;
    { D::connect(options, schema, access::write) } -> std::same_as<result<std::unique_ptr<typename D::connection>>>;
    { D::pool_size(options, access::read) } -> std::same_as<std::size_t>; // 0: the writer's connections do both
    { D::begin_text(options, transaction) } -> std::convertible_to<std::string>;
};

/// Of which connections a transaction is, the first time that its function runs or one of the other times.
template <class Driver>
access lane_of([[maybe_unused]] const typename Driver::options& of, const transaction_options& how, [[maybe_unused]] bool first) {
    if (!how.read_only) return access::write;
    if constexpr (requires { Driver::reads_apart(of, how, first); })
        if (!Driver::reads_apart(of, how, first)) return access::write;
    return access::read;
}

/// Connects; where the driver knows how, no longer than `until`.
template <class Driver>
result<std::unique_ptr<typename Driver::connection>> connect_until(std::chrono::steady_clock::time_point until,
                                                                   const typename Driver::options& how,
                                                                   const schema_info& schema, access wanted) {
    if constexpr (requires { Driver::connect(how, schema, wanted, until); }) return Driver::connect(how, schema, wanted, until);
    else return Driver::connect(how, schema, wanted);
}

/// Whether a connection could not be made because the database has as many as it takes: so this says nothing of those that
/// are there.
template <class Driver> bool is_full([[maybe_unused]] const error& why) {
    if constexpr (requires { Driver::is_full(why); }) return Driver::is_full(why);
    else return false;
}

/// Whether so many rows that are added outside a transaction are written all or not at all, in fewer round trips than within one.
template <class Driver> bool adds_rows_alone([[maybe_unused]] const typename Driver::options& how, [[maybe_unused]] std::size_t rows) {
    if constexpr (requires { Driver::adds_rows_alone(how, rows); }) return Driver::adds_rows_alone(how, rows);
    else return false;
}

/// Whether a transaction stands open of which the database takes nothing but its end, as PostgreSQL after any error.
template <class Driver> bool has_failed([[maybe_unused]] const typename Driver::connection& inside) {
    if constexpr (requires { Driver::has_failed(inside); }) return Driver::has_failed(inside);
    else return false;
}

} // namespace tenon::inline TENON_ABI::driver

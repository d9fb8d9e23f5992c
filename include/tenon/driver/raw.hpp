// tenon/driver/raw.hpp: running a text that the program wrote itself. Compiled once for each database, and not for each text.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/execution.hpp>
#include <tenon/driver/reader.hpp>
#include <tenon/driver/run.hpp>
#include <tenon/model/check/raw_row.hpp>
#include <tenon/model/definition.hpp>
#include <tenon/model/shape.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/raw/columns.hpp>
#include <tenon/sql/raw/request.hpp>
#include <tenon/sql/raw/value.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::driver {

/// A statement that says what it gives before it runs.
template <class S>
concept describing_statement = requires(S& s, std::vector<sql::described_column>& columns) {
    { s.describe(columns) } -> std::same_as<bool>; // behind the last bind; false: see last_error
};

/// Where the rows of a raw text go. Borrows.
template <class Statement> struct raw_sink {
    void* rows;
    std::string_view row; ///< the name of the struct
    std::span<const column_info> fields;
    void (*clear)(void* rows);
    void (*add)(void* rows, Statement& statement, const int* places, row_failure& failed);
};

/// The connection of a raw statement, which stays within its tenant as long as this lives.
template <class Connection> struct raw_guard {
    Connection& connection;
    ~raw_guard() {
        if constexpr (requires { connection.end_raw(); }) connection.end_raw();
    }
};

namespace detail {

/// One run. `again`: the connection broke before anything was done, or a replica gave up what it read.
template <class Driver>
std::unique_ptr<error> query_once(const call<Driver>& asked, access wanted, const raw_sink<typename execution<Driver>::statement_type>& sink,
                                  bool& again) {
    execution<Driver> run(asked.on, asked.spec, wanted, asked.by);
    if (!run.is_prepared()) return run.take_error();
    const raw_guard<typename Driver::connection> guard{run.connection()};
    std::vector<sql::described_column> columns;
    if (!run.bind(asked.values)) return run.take_error();
    step_result step = step_result::failed;
    if (run.describe(columns)) {
        const auto places = sql::match_columns(sink.row, sink.fields, columns);
        if (!places) {
            run.refuse(places.error());
            return run.take_error();
        }
        for (step = run.step(); step == step_result::row; step = run.step()) {
            row_failure failed;
            sink.add(sink.rows, run.statement(), places->data(), failed);
            if (failed.code == errc::ok) continue;
            run.refuse(failed.code, &sink.fields[failed.place]);
            if (wanted == access::write) run.abandon();
            return run.take_error();
        }
    }
    if (step == step_result::done) return nullptr;
    again = run.broke_harmlessly();
    return run.take_error();
}

template <class Driver> result<std::int64_t> execute_once(const call<Driver>& asked, bool counts, bool& again) {
    execution<Driver> run(asked.on, asked.spec, access::write, asked.by);
    if (!run.is_prepared()) return run.failure();
    const raw_guard<typename Driver::connection> guard{run.connection()};
    std::vector<sql::described_column> columns;
    if (!run.bind(asked.values)) return run.failure();
    if ((asked.by.tenant == nullptr || run.describe(columns)) && run.finish()) {
        run.count_for_hooks();
        return counts ? run.statement().changes() : 0;
    }
    again = run.broke_harmlessly();
    return run.failure();
}

} // namespace detail

/// Reads the rows that a text gives. What failed, or nullptr.
template <class Driver>
std::unique_ptr<error> query_rows(const call<Driver>& asked, access wanted, const raw_sink<typename execution<Driver>::statement_type>& sink) {
    static_assert(describing_statement<typename execution<Driver>::statement_type>, "tenon: this driver does not run raw SQL");
    if (asked.refused != errc::ok) return error_about(asked.refused, nullptr);
    for (bool tried = false;; tried = true) {
        bool again = false;
        auto why = !tried ? detail::query_once(asked, wanted, sink, again)
                          : detail::query_once<Driver>({asked.on.on_primary(), asked.spec, asked.by, asked.values}, wanted, sink, again);
        if (!again || tried) return why;
        sink.clear(sink.rows);
    }
}

/// Runs a text for what it does. How many rows it changed.
template <class Driver> result<std::int64_t> execute_text(const call<Driver>& asked, bool counts) {
    if (asked.refused != errc::ok) return fail(error_about(asked.refused, nullptr));
    for (bool tried = false;; tried = true) {
        bool again = false;
        auto done = detail::execute_once(asked, counts, again);
        if (!again || tried) return done;
    }
}

namespace detail {

/// How rows of a raw text become structs of type `Row`.
template <class Scope, class Row> struct raw_rows {
    using driver_type = typename Scope::session_type::driver_type;
    using statement_type = typename execution<driver_type>::statement_type;
    using context = sql::context<typename driver_type::dialect, typename Scope::schema::layout, Scope::in_tenant>;
    static constexpr bool is_model = Scope::schema::template has<Row>;

    static std::span<const column_info> fields() {
        if constexpr (is_model) return info_of<Row>().columns;
        else {
            static constexpr auto columns =
                tenon::detail::columns_of_fields<Row>(std::make_index_sequence<reflection::field_count<Row>>{});
            return columns;
        }
    }
    static void clear(void* rows) { static_cast<std::vector<Row>*>(rows)->clear(); }
    static void add(void* rows, statement_type& statement, const int* places, row_failure& failed) {
        Row& row = static_cast<std::vector<Row>*>(rows)->emplace_back();
        reflection::for_each_field(row, [&]<std::size_t Place>(auto& field, std::integral_constant<std::size_t, Place>) {
            row_failure here;
            read_field(statement, static_cast<std::size_t>(places[Place]), field, here);
            if (here.code != errc::ok) failed.note(here.code, Place);
        });
        if constexpr (is_model)
            if constexpr (sql::stores_empty_tenant<context, Row>) {
                auto& tenant = reflection::get<info_of<Row>().tenancy.field>(row);
                if (tenant && tenant->empty()) tenant.reset();
            }
    }
};

/// A text with its values, as a statement of a scope.
template <class Scope, class... Values> struct raw_text_call {
    using driver_type = typename Scope::session_type::driver_type;

    raw_text_call(const Scope& of, std::string_view text, const Values&... given)
        : scope(of), values(given...), effect(sql::effect_of(text)),
          spec{text, effect.reads_only ? verb::query : verb::execute, nullptr, nullptr} {
        request.values = values.columns();
        request.named = sql::raw_values<Values...>::named != 0;
        request.may_change = effect.may_change;
        if constexpr (Scope::in_tenant) request.tenant = &scope.tenant();
        spec.raw = &request;
    }
    raw_text_call(const raw_text_call&) = delete;
    raw_text_call& operator=(const raw_text_call&) = delete;

    call<driver_type> asked() const { return {scope.session(), spec, {request.tenant, scope.reason()}, values, scope.check()}; }

    const Scope& scope;
    sql::raw_values<Values...> values;
    sql::raw_request request;
    sql::raw_effect effect;
    sql::statement_spec spec;
};

} // namespace detail

/// See tenant_scope::query.
template <class Row, class Scope, class... Values>
result<std::vector<Row>> run_query(const Scope& scope, std::string_view text, const Values&... values) {
    result<std::vector<Row>> rows;
    if constexpr (tenon::detail::check_raw_row<Row>() && sql::raw_values<Values...>::are_storable) {
        using reader = detail::raw_rows<Scope, Row>;
        const detail::raw_text_call<Scope, Values...> made(scope, text, values...);
        auto why = query_rows<typename reader::driver_type>(made.asked(), made.effect.reads_only ? access::read : access::write,
                                                            {&*rows, reflection::type_name<Row>, reader::fields(), &reader::clear, &reader::add});
        if (why != nullptr) rows = fail(std::move(why));
    } else static_cast<void>(sql::raw_values<Values...>(values...)); // says what is wrong with them
    return rows;
}

/// See tenant_scope::execute.
template <class Scope, class... Values>
result<std::int64_t> run_execute(const Scope& scope, std::string_view text, const Values&... values) {
    if constexpr (sql::raw_values<Values...>::are_storable) {
        const detail::raw_text_call<Scope, Values...> made(scope, text, values...);
        return execute_text<typename Scope::session_type::driver_type>(made.asked(), made.effect.counts);
    } else {
        static_cast<void>(sql::raw_values<Values...>(values...)); // says what is wrong with them
        return 0;
    }
}

} // namespace tenon::inline TENON_ABI::driver

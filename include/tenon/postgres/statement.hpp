// tenon/postgres/statement.hpp: a statement of a connection, its values, and the rows that it gave.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/driver/connection.hpp>
#include <tenon/postgres/cell.hpp>
#include <tenon/postgres/copy.hpp>
#include <tenon/postgres/parameters.hpp>
#include <tenon/sql/raw/columns.hpp>

#include <libpq-fe.h>

#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::postgres {

class connection;
namespace detail {
class round_trip;
class exchange;
class bulk;
class batch;
class cursors;
class descriptions;
class prepared_statements;
} // namespace detail

struct result_deleter {
    void operator()(PGresult* held) const noexcept { PQclear(held); }
};
using result_handle = std::unique_ptr<PGresult, result_deleter>;

namespace detail {
/// A cursor on the server, for the statement of a stream.
struct row_cursor {
    std::string name{};
    bool is_open = false;
    bool owns_transaction = false; ///< which lasts as long as the cursor
    bool may_have_more = false;
    const driver::caller* by = nullptr;
};
} // namespace detail

/// Used by the thread that holds its connection. Bound views must live until the first step. The first step sends the
/// statement and receives all its rows; the others walk through them.
class statement {
public:
    statement(connection& on, const sql::statement_spec& spec, bool zoned) : on_(&on), parameters_(zoned) { is_for(spec); }
    statement(const statement&) = delete;
    statement& operator=(const statement&) = delete;

    template <class Value> errc bind(int index, column_type type, Value&& value) {
        return parameters_.bind(index, type, std::forward<Value>(value));
    }
    errc bind_tenant(int index, std::string_view id) { return parameters_.bind_tenant(index, id); }
    errc bind_null(int index, const column_info& of) { return parameters_.bind_null(index, of); }
    errc bind_list(int index, const list_view& list) { return parameters_.bind_list(index, list); }
    errc bind_array(int index, const list_view& list) { return parameters_.bind_array(index, list); }

    /// What the first values of a statement that writes are bound to, one for each of the spec's parameters.
    parameters::row take_row(int size) { return parameters_.take_row(size); }
    /// The same for rows behind the first, which was added; there is room for as many as need not be sent yet. What they borrow
    /// lives until all are.
    parameters::row_sequence take_rows(int size, int shared) noexcept { return parameters_.take_rows(size, shared, most_rows_); }

    TENON_INLINE driver::step_result step();

    cell column(int index) noexcept { return cell(values_[static_cast<std::size_t>(index)]); }

    /// How many rows it gave.
    std::size_t row_count() const noexcept { return static_cast<std::size_t>(rows_); }

    /// Rows come a few hundred at a time. What is bound is needed only until the first of them.
    inline void stream_rows();

    std::int64_t changes() const noexcept { return adding_ == adding::finished ? added_ : changes_of(result_.get()); }

    /// The row is sent, and its answer received with those of others: many rows are one round trip.
    inline bool add_row(bool lasting, const driver::number_sink* numbers);
    inline bool finish_rows();

    /// Undoes what the statement changed: possible only inside a transaction, where this ends it. Outside, the server has
    /// committed it by the time that the first row is read: there is one round trip and no more.
    inline void abandon() noexcept;

    /// What a raw text gives. One round trip, or two.
    inline bool describe(std::vector<sql::described_column>& columns);

    TENON_INLINE void reset() noexcept;

    bool in_use = false; ///< kept by statement_cache

private:
    friend class connection;
    friend class detail::round_trip;
    friend class detail::exchange;
    friend class detail::bulk;
    friend class detail::batch;
    friend class detail::cursors;
    friend class detail::descriptions;
    friend class detail::prepared_statements;

    /// Where it is with rows that are added one by one.
    enum class adding : std::uint8_t {
        nothing,
        rows,     ///< are bound, or were sent without their answers being received
        copied,   ///< go by COPY
        finished, ///< changes() is of all
    };

    void is_for(const sql::statement_spec& spec) {
        text_ = spec.text;
        verb_ = spec.verb;
        is_kept_ = spec.number != nullptr;
        if (spec.is_plain_insert) copy_.emplace(*spec.model, spec.parameters);
        shared_parameters_ = !spec.parameters.empty() && spec.parameters[0] == sql::tenant_parameter ? 1 : 0;
        for (int index = 1; const std::uint8_t what : spec.parameters) {
            if (what == sql::tenant_parameter) parameters_.describe_tenant(index);
            else if (what != sql::other_parameter) parameters_.describe(index, spec.model->columns[what]);
            ++index;
        }
    }
    static std::int64_t changes_of(const PGresult* result) noexcept {
        // As PQcmdTuples, which is slower: the number at the end of `INSERT 0 1`, `UPDATE 1`; 0 where there is none.
        const std::string_view told = result != nullptr ? PQcmdStatus(const_cast<PGresult*>(result)) : "";
        std::int64_t count = 0;
        const std::string_view number = told.substr(told.rfind(' ') + 1); // all of it where there is no space
        std::from_chars(number.data(), number.data() + number.size(), count);
        return count;
    }
    void received(result_handle given, ExecStatusType status) {
        if (adding_ == adding::rows) [[unlikely]] return count_added(given.get());
        result_ = std::move(given);
        row_ = -1;
        rows_ = status == PGRES_TUPLES_OK ? PQntuples(result_.get()) : 0;
        if (rows_ != 0 && !is_described_) [[unlikely]] describe();
    }
    /// The answer to one row of several, or to several hundred.
    TENON_NOINLINE void count_added(const PGresult* given) {
        // Where rows come back they are what counts.
        added_ += PQresultStatus(given) == PGRES_TUPLES_OK ? PQntuples(given) : changes_of(given);
        for (int row = 0; numbers_ != nullptr && row < PQntuples(given); ++row) {
            std::int64_t number = 0;
            const std::string_view bytes(PQgetvalue(given, row, 0), static_cast<std::size_t>(PQgetlength(given, row, 0)));
            if (detail::read_value(PQftype(given, 0), bytes, number) == errc::ok) numbers_->add(numbers_->into, number);
        }
    }
    TENON_LAZY void describe(); // see connection.hpp
    TENON_INLINE bool next_row() noexcept {
        if (++row_ >= rows_) return false;
        // All at once: what reads them calls nothing, and so has next to no work but its own.
        PGresult* const from = result_.get();
        const int row = row_;
        int column = 0;
        for (detail::received_value& value : values_) {
            const int length = PQgetlength(from, row, column);
            value.length = length;
            if (length > 0) [[likely]] value.bytes = PQgetvalue(from, row, column);
            else if (PQgetisnull(from, row, column) == 0) value.bytes = "";
            else value.length = detail::received_value::null;
            ++column;
        }
        return true;
    }

    connection* on_;
    parameters parameters_;
    std::string text_;
    std::string name_; ///< by which the server knows it
    tenon::verb verb_ = tenon::verb::other;
    bool is_kept_ = false;
    bool in_tenant_ = false; ///< a raw text, which row-level security has to keep within its tenant
    int shared_parameters_ = 0; ///< the first of them, the same in all rows of one scope
    std::uint32_t prepared_in_ = 0; ///< which of the server's memories knows it
    bool is_described_ = false; ///< the next result's columns have the types of the last one's
    result_handle result_;
    std::vector<detail::received_value> values_; ///< of the current row
    std::string scratch_;
    int row_ = -1;
    int rows_ = 0;
    adding adding_ = adding::nothing;
    int most_rows_ = 0;                        ///< of one statement
    std::int64_t added_ = 0;                   ///< rows, as far as answers have been received
    const driver::number_sink* numbers_ = nullptr; ///< of these rows, while they are added
    std::unique_ptr<statement> many_;          ///< the same INSERT, of as many rows
    std::optional<detail::copy_columns> copy_; ///< where it only inserts its parameters
    std::unique_ptr<detail::row_cursor> cursor_; ///< rows are asked for in parts
};

} // namespace tenon::inline TENON_ABI::postgres

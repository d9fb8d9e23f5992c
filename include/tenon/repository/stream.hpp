// tenon/repository/stream.hpp: rows one after the other, however many there are.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/stream.hpp>
#include <tenon/repository/find.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/repository/spec_for.hpp>
#include <tenon/repository/target.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>

namespace tenon::inline TENON_ABI {

/// The rows of a `stream`, which are read as they are asked for, and take no more memory than one, or on PostgreSQL a few
/// hundred:
///
///     for (auto& row : users.stream(tenon::where(…))) {
///         if (!row) return tenon::fail(row.error()); // the last one, if reading failed
///         use(*row);                                 // may be moved from
///     }
///
/// It holds a connection of the pool until its end or its destruction, and what it reads is as it was when it began. That of
/// a transaction reads on the transaction's connection, which may be used for other statements meanwhile; when the
/// transaction or savepoint ends it closes, and answers errc::transaction_closed. Moves; one thread at a time.
///
/// `Source` fills a `result<Row>` with the next row, or with what went wrong, once; and answers false behind the last one.
template <class Row, class Source> class row_stream {
public:
    explicit row_stream(Source from) : from_(std::move(from)) {}

    /// The next row; what went wrong, once; or nullptr: there are no more. Lives until the next call.
    result<Row>* next() { return from_.next(row_) ? &row_ : nullptr; }

    class iterator {
    public:
        using value_type = result<Row>;
        using difference_type = std::ptrdiff_t;

        iterator() = default;
        explicit iterator(row_stream& of) : of_(&of), row_(of.next()) {}
        result<Row>& operator*() const noexcept { return *row_; }
        result<Row>* operator->() const noexcept { return row_; }
        iterator& operator++() {
            row_ = of_->next();
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator& at, std::default_sentinel_t) noexcept { return at.row_ == nullptr; }

    private:
        row_stream* of_ = nullptr;
        result<Row>* row_ = nullptr;
    };
    /// From where it is: what has been read is gone.
    iterator begin() { return iterator(*this); }
    std::default_sentinel_t end() const noexcept { return {}; }

private:
    Source from_;
    result<Row> row_;
};

namespace repository_detail {

/// Rows of a statement, each of which is read when it is asked for.
template <class Row, class Driver> class streamed_rows {
public:
    /// How rows are read into a `Row`.
    using reader = void (*)(void* into, typename driver::execution<Driver>::statement_type& statement, driver::row_failure& failed);

    /// `text`: what the call's statement has been put together in, if that does not live as long as the program.
    streamed_rows(const driver::call<Driver>& asked, reader read, std::shared_ptr<const void> text)
        : text_(std::move(text)), run_(std::make_unique<driver::stream<Driver>>(asked)), read_(read) {}

    bool next(result<Row>& row) {
        if (!row) row = Row{}; // behind a failure comes the end
        if (run_->next({&*row, read_})) return true;
        auto why = run_->failure();
        if (why == nullptr) return false;
        row = fail(std::move(why));
        return true;
    }

private:
    std::shared_ptr<const void> text_;
    std::unique_ptr<driver::stream<Driver>> run_;
    reader read_;
};

template <class Model, class Scope, class... Options>
auto stream(const target<Model, Scope>& in, const Options&... options) {
    using asked = request<Model, Options...>;
    using driver_type = typename target<Model, Scope>::driver_type;
    const auto& filter = asked::filter(options...);
    using texts = select_texts<typename target<Model, Scope>::context, Model, verb::stream, shape_of<decltype(filter)>,
                               typename asked::order, asked::paging>;
    const auto selected = in.select(filter, asked::paging, asked::range(options...));
    const auto& spec = spec_for<texts>(filter);
    const auto asked_rows = in.call(spec, selected);
    using source = streamed_rows<Model, driver_type>;
    return row_stream<Model, source>(source(asked_rows, &target<Model, Scope>::read_row_again, sql::text_held_by(spec)));
}

} // namespace repository_detail
} // namespace tenon::inline TENON_ABI

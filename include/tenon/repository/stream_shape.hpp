// tenon/repository/stream_shape.hpp: stream with as<Shape>: rows with their relations, a few hundred of them at a time.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/driver/run.hpp>
#include <tenon/driver/stream.hpp>
#include <tenon/repository/find_shape.hpp>
#include <tenon/repository/level_columns.hpp>
#include <tenon/repository/request.hpp>
#include <tenon/repository/shape_level.hpp>
#include <tenon/repository/spec_for.hpp>
#include <tenon/repository/stream.hpp>
#include <tenon/repository/target.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::repository_detail {

inline constexpr given_relations<> no_relations_given{};

/// The rows of a first level, read in parts, so that each relation is one statement for each part. Rows of a part that could not be
/// read whole are not given.
template <class Level> class streamed_shapes {
    using target_type = typename Level::target_type;
    using driver_type = typename target_type::driver_type;
    using row = typename decltype(Level::rows)::value_type;
    static constexpr std::size_t part = 500; ///< rows: as many as PostgreSQL gives at once

public:
    /// `text`: what the call's statement has been put together in, if that does not live as long as the program.
    streamed_shapes(const target_type& in, const driver::call<driver_type>& asked, std::shared_ptr<const void> text)
        : in_(in), text_(std::move(text)), run_(std::make_unique<driver::stream<driver_type>>(asked, true)) {}

    bool next(result<row>& into) {
        if (run_ == nullptr) return false;
        auto why = run_->failure(); // its transaction has ended
        if (why == nullptr && next_ == rows_.size()) why = read_part();
        if (why == nullptr && next_ != rows_.size()) {
            into = std::move(rows_[next_++]);
            return true;
        }
        run_.reset();
        if (why == nullptr) return false;
        into = fail(std::move(why));
        return true;
    }

private:
    /// What failed, or nullptr.
    TENON_NOINLINE std::unique_ptr<error> read_part() {
        target_type beside(in_);
        Level level(beside, no_relations_given);
        rows_.clear();
        next_ = 0;
        level.take_rows(part, [&](const auto& sink) { return run_->next(sink); });
        if (auto why = run_->failure()) return why;
        beside.scope = in_.scope.on(run_->beside());
        if (auto why = level.load()) return why;
        run_->finish();
        rows_ = std::move(level.rows);
        return nullptr;
    }

    target_type in_;
    std::shared_ptr<const void> text_;
    std::unique_ptr<driver::stream<driver_type>> run_; ///< until the end
    std::vector<row> rows_;
    std::size_t next_ = 0; ///< of them
};

/// Where a mistake has been told instead.
struct no_rows {
    template <class Row> bool next(result<Row>&) const noexcept { return false; }
};

template <class Row, class Model, class Scope, class... Options>
auto stream_shapes(const target<Model, Scope>& in, const Options&... options) {
    constexpr bool gives_relations = (detail::is_relation_options<Options> || ...);
    static_assert(!gives_relations, "tenon: a stream reads relations behind the call that makes it: say their options in the shape, or use find_many");
    if constexpr (gives_relations) return row_stream<Row, no_rows>({});
    else {
        using asked = request<Model, Options...>;
        const auto& filter = asked::filter(options...);
        using level = first_level<Row, Scope, decltype(filter), given_relations<>>;
        using texts = level_texts<typename target<Model, Scope>::context, Model, verb::stream, shape_of<decltype(filter)>, typename asked::order,
                                  asked::paging, typename level::columns::type>;
        const level first(in, no_relations_given);
        const auto selected = in.select(filter, asked::paging, asked::range(options...), first.counted());
        const auto& spec = spec_for<texts>(filter);
        using source = streamed_shapes<level>;
        return row_stream<Row, source>(source(in, in.call(spec, selected), sql::text_held_by(spec)));
    }
}

} // namespace tenon::inline TENON_ABI::repository_detail

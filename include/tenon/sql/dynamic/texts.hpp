// tenon/sql/dynamic/texts.hpp: statements with parts that are known only when the program runs. The compiler writes the rest, with
// a mark in place of each such part; the whole is put together once for each shape, and kept.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/sql/ddl/tokens.hpp>
#include <tenon/sql/dynamic/marks.hpp>
#include <tenon/sql/dynamic/order.hpp>
#include <tenon/sql/dynamic/write.hpp>
#include <tenon/sql/statement.hpp>
#include <tenon/sql/text.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// A statement that was put together. It stays where it is.
struct dynamic_text {
    std::vector<std::string> texts{}; ///< in each dialect
    std::vector<std::string_view> views{};
    statement_number number{0};
    statement_spec spec{};
};

/// What takes the places of the marks of one statement, and how each is written. Borrows.
struct dynamic_parts {
    std::vector<const dynamic_conditions*> conditions{};
    const dynamic_sort_keys* order = nullptr;
    void (*write_condition)(text_writer&, const model_info&, const dynamic_node&) = nullptr;
    void (*write_order)(text_writer&, const dynamic_sort_keys&) = nullptr;
};

namespace detail {

/// What `write` writes, with so many parameters before it.
template <class Write> TENON_COLD std::string written_text(std::size_t dialect, std::size_t parameters, Write write) {
    const auto run = [&](char* out) {
        text_writer w(out, dialect);
        for (std::size_t i = 0; i < parameters; ++i) w.next_parameter();
        write(w);
        return w.size();
    };
    std::string text(run(nullptr), '\0');
    run(text.data());
    return text;
}

/// Puts a statement together. Parameters keep their order: those behind a condition count on from its own.
TENON_RARE std::string put_together(std::string_view marked, const dynamic_parts& parts, std::size_t dialect) {
    struct shift {
        std::size_t before; ///< of the parameters that the compiler has numbered
        std::size_t own;
    };
    const auto tokens = tokens_of(marked);
    const auto number_of_token = [&](std::size_t i) { return static_cast<std::size_t>(std::stoul(tokens[i].value)); };
    const auto is_mark = [&](std::size_t i) { return tokens[i].is_symbol(dynamic_condition_mark[0]); };
    std::vector<shift> shifts; // a statement that has its filter several times has the same numbers in each of them
    for (std::size_t i = 0; i + 2 < tokens.size() && shifts.size() < parts.conditions.size(); ++i)
        if (is_mark(i)) {
            shifts.push_back({number_of_token(i + 1), parameters_of(parts.conditions[shifts.size()]->root())});
            i += 2;
        }
    const auto own_before = [&](std::size_t parameter, std::size_t conditions) {
        std::size_t count = 0;
        for (std::size_t i = 0; i < conditions; ++i)
            if (shifts[i].before < parameter) count += shifts[i].own;
        return count;
    };

    std::string made;
    std::size_t from = 0, condition = 0;
    const auto put = [&](std::size_t begin, std::size_t end, const std::string& text) {
        made.append(marked.substr(from, begin - from)).append(text);
        from = end;
    };
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool is_parameter = (tokens[i].is_symbol('?') || tokens[i].is_symbol('$')) && i + 1 < tokens.size() &&
                                  tokens[i + 1].kind == token_kind::number && tokens[i].end == tokens[i + 1].begin;
        if (is_parameter) {
            const std::size_t number = number_of_token(i + 1);
            put(tokens[i + 1].begin, tokens[i + 1].end, std::to_string(number + own_before(number, shifts.size())));
            ++i;
        } else if (is_mark(i)) {
            const dynamic_conditions& own = *parts.conditions[condition];
            const std::size_t before = shifts[condition].before + own_before(shifts[condition].before + 1, condition);
            put(tokens[i].begin, tokens[i + 2].end,
                written_text(dialect, before, [&](text_writer& w) { parts.write_condition(w, own.model(), own.root()); }));
            condition = (condition + 1) % parts.conditions.size();
            i += 2;
        } else if (tokens[i].is_symbol(dynamic_order_mark[0]))
            put(tokens[i].begin, tokens[i].end, written_text(dialect, 0, [&](text_writer& w) { parts.write_order(w, *parts.order); }));
    }
    return made.append(marked.substr(from));
}

TENON_RARE std::unique_ptr<dynamic_text> make_dynamic_text(const statement_spec& marked, const dynamic_parts& parts) {
    auto made = std::make_unique<dynamic_text>();
    const std::size_t dialects = marked.texts.empty() ? 1 : marked.texts.size();
    for (std::size_t i = 0; i < dialects; ++i)
        made->texts.push_back(put_together(marked.texts.empty() ? marked.text : marked.texts[i], parts, i));
    made->views.assign(made->texts.begin(), made->texts.end());
    made->spec = marked;
    made->spec.text = made->views[0];
    if (!marked.texts.empty()) made->spec.texts = made->views;
    made->spec.number = nullptr;
    return made;
}

/// The shapes of a program, up to a number: those that come later are put together for each use, so that nobody outside can fill
/// the memory with shapes. They stay, for connections have prepared them by their numbers. Who asks one query for ever new shapes
/// takes that query's share, and leaves those of the others alone. Thread-safe.
class dynamic_texts {
public:
    static constexpr std::size_t most = 1000;
    static constexpr std::size_t share = 100; ///< of one query
    static constexpr std::size_t query_bytes = sizeof(void*); ///< with which the shapes of one query begin

    TENON_COLD const dynamic_text* find(const std::string& shape) const {
        const std::shared_lock lock(mutex_);
        const auto found = texts_.find(shape);
        return found != texts_.end() ? found->second.get() : nullptr;
    }
    /// Takes it in, if there is room; nullptr: there is none, and it is left where it was.
    TENON_COLD const dynamic_text* keep(const std::string& shape, std::unique_ptr<dynamic_text>& made) {
        const std::unique_lock lock(mutex_);
        std::size_t& of_query = shares_[shape.substr(0, query_bytes)];
        if ((texts_.size() >= most || of_query >= share) && !texts_.contains(shape)) return nullptr;
        const auto [place, added] = texts_.try_emplace(shape);
        if (added) {
            ++of_query;
            place->second = std::move(made);
            place->second->spec.number = &place->second->number;
        }
        return place->second.get();
    }
    TENON_COLD std::size_t size() const {
        const std::shared_lock lock(mutex_);
        return texts_.size();
    }
    static dynamic_texts& of_program() {
        static dynamic_texts all;
        return all;
    }

private:
    mutable std::shared_mutex mutex_;
    std::unordered_map<std::string, std::unique_ptr<dynamic_text>> texts_;
    std::unordered_map<std::string, std::size_t> shares_; ///< how many a query has; as many queries as the program was compiled with
};

} // namespace detail

/// A statement with its parts in place of the marks. It lives as long as the program, or as long as `loose` where there is no more
/// room for shapes.
TENON_RARE const statement_spec& find_dynamic(const statement_spec& marked, const dynamic_parts& parts,
                                                     std::shared_ptr<const dynamic_text>& loose) {
    const auto* address = &marked;
    std::string shape(reinterpret_cast<const char*>(&address), sizeof address);
    for (const dynamic_conditions* each : parts.conditions) append_shape(shape, each->root());
    if (parts.order != nullptr)
        for (const dynamic_sort_key& key : parts.order->keys()) {
            shape += key.descending ? '-' : '+';
            shape += static_cast<char>(key.place);
        }
    auto& known = detail::dynamic_texts::of_program();
    if (const dynamic_text* found = known.find(shape)) return found->spec;
    auto made = detail::make_dynamic_text(marked, parts);
    if (const dynamic_text* kept = known.keep(shape, made)) return kept->spec;
    loose = std::move(made);
    return loose->spec;
}

} // namespace tenon::inline TENON_ABI::sql

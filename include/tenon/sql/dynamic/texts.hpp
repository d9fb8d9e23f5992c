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

#include <array>
#include <atomic>
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
    std::string shape{};
    std::vector<std::string> texts{}; ///< in each dialect
    std::vector<std::string_view> views{};
    statement_spec spec{};
    mutable std::atomic<bool> was_found = false; ///< since dynamic_texts looked at it last
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

TENON_RARE std::shared_ptr<const dynamic_text> make_dynamic_text(const statement_spec& marked, const dynamic_parts& parts, std::string shape) {
    static constinit std::atomic<std::uint64_t> last{0};
    auto made = std::make_shared<dynamic_text>();
    made->shape = std::move(shape);
    const std::size_t dialects = marked.texts.empty() ? 1 : marked.texts.size();
    for (std::size_t i = 0; i < dialects; ++i)
        made->texts.push_back(put_together(marked.texts.empty() ? marked.text : marked.texts[i], parts, i));
    made->views.assign(made->texts.begin(), made->texts.end());
    made->spec = marked;
    made->spec.text = made->views[0];
    if (!marked.texts.empty()) made->spec.texts = made->views;
    made->spec.number = nullptr;
    made->spec.passing = last.fetch_add(1, std::memory_order_relaxed) + 1;
    return made;
}

/// The shapes that a program was asked for lately, up to a number: so nobody outside can fill the memory with shapes. A new one takes
/// the place of one that was not asked for again since the hand came by last (a clock): those that are asked for often stay, however
/// many others come. Thread-safe.
class dynamic_texts {
public:
    static constexpr std::size_t most = 1000;

    /// nullptr: it is not there.
    TENON_COLD std::shared_ptr<const dynamic_text> find(std::string_view shape) const {
        const std::shared_lock lock(mutex_);
        const auto found = places_.find(shape);
        if (found == places_.end()) return nullptr;
        const auto& text = texts_[found->second];
        text->was_found.store(true, std::memory_order_relaxed);
        return text;
    }
    /// Takes it in, unless another thread was faster: what is there then.
    TENON_COLD std::shared_ptr<const dynamic_text> keep(std::shared_ptr<const dynamic_text> made) {
        const std::unique_lock lock(mutex_);
        while (texts_[hand_] != nullptr && texts_[hand_]->was_found.exchange(false, std::memory_order_relaxed)) move_on();
        const auto [known, added] = places_.try_emplace(made->shape, hand_);
        auto& place = texts_[known->second];
        if (!added) return place;
        if (place != nullptr) places_.erase(place->shape);
        place = std::move(made);
        move_on();
        return place;
    }
    TENON_COLD std::size_t size() const {
        const std::shared_lock lock(mutex_);
        return places_.size();
    }
    static dynamic_texts& of_program() {
        static dynamic_texts all;
        return all;
    }

private:
    void move_on() noexcept { hand_ = (hand_ + 1) % most; }

    mutable std::shared_mutex mutex_;
    std::array<std::shared_ptr<const dynamic_text>, most> texts_{};
    std::unordered_map<std::string_view, std::size_t> places_; ///< of shapes, which their texts hold
    std::size_t hand_ = 0;
};

} // namespace detail

/// A statement with its parts in place of the marks. It lives as long as what is answered.
TENON_RARE std::shared_ptr<const dynamic_text> find_dynamic(const statement_spec& marked, const dynamic_parts& parts) {
    const auto* address = &marked;
    std::string shape(reinterpret_cast<const char*>(&address), sizeof address);
    for (const dynamic_conditions* each : parts.conditions) append_shape(shape, each->root());
    if (parts.order != nullptr)
        for (const dynamic_sort_key& key : parts.order->keys()) {
            shape += key.descending ? '-' : '+';
            shape += static_cast<char>(key.place);
        }
    auto& known = detail::dynamic_texts::of_program();
    if (auto found = known.find(shape)) return found;
    return known.keep(detail::make_dynamic_text(marked, parts, std::move(shape)));
}

} // namespace tenon::inline TENON_ABI::sql

// tenon/sql/search/words.hpp: what people type into a search box, as a statement takes it.
//
//     search_words("\"blue whale\" song* -ship").match("A")   // 'xblue xwhale':A & 'xsong':*A & !('xship':A)
#pragma once

#include <tenon/core/codec.hpp>
#include <tenon/core/config.hpp>
#include <tenon/core/errc.hpp>
#include <tenon/core/utf8.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

/// A text for to_tsquery, which SQLite's tenon_words() puts into the words of FTS5; or why there is none.
struct search_text {
    std::string text{};
    errc refused = errc::ok;
};

/// Words with whatever stands around them taken for what it means: all are wanted, in any order; those in double quotes side by
/// side; one with a star behind it is the beginning of words, one with a minus in front of it is not wanted. All else but letters
/// and digits separates words, and means nothing: what is made of it has no syntax of the user's. Each word begins with an x, so
/// that PostgreSQL's parser takes none for a number, an address or a tag.
class search_words {
public:
    static constexpr std::size_t longest = 1024; ///< bytes
    static constexpr std::size_t most = 64;      ///< words

    TENON_COLD explicit search_words(std::string_view typed) {
        if (typed.size() > longest || !is_valid_utf8(typed)) return;
        std::size_t words = 0;
        while (!typed.empty()) {
            term made = next_term(typed);
            words += made.words.size();
            if (made.words.empty()) continue;
            is_wanted_ = is_wanted_ || !made.excluded;
            terms_.push_back(std::move(made));
        }
        is_wanted_ = is_wanted_ && words <= most;
    }

    /// The rows that have them in texts of these weights. Refused with errc::invalid_value: no word is wanted, there are too many,
    /// the text is too long or no UTF-8.
    TENON_COLD search_text match(std::string_view weights) const {
        if (!is_wanted_) return {{}, errc::invalid_value};
        search_text made;
        for (const bool excluded : {false, true})
            for (const term& each : terms_) {
                if (each.excluded != excluded) continue;
                made.text.append(made.text.empty() ? "" : " & ").append(excluded ? "!(" : "");
                const bool splits = each.prefix && each.words.size() > 1; // the star is for the last word only
                std::string text;
                for (std::size_t i = 0; i < each.words.size(); ++i) {
                    const bool last = i + 1 == each.words.size();
                    text.append(i == 0 ? "'x" : last && splits ? quote_end(weights) + " <-> 'x" : " x").append(each.words[i]);
                }
                made.text.append(text).append(each.prefix ? "':*" : "':").append(weights).append(excluded ? ")" : "");
            }
        return made;
    }

    /// Any of the wanted words: what the rank of a row counts.
    TENON_COLD search_text rank() const {
        if (!is_wanted_) return {{}, errc::invalid_value};
        search_text made;
        for (const term& each : terms_)
            for (std::size_t i = 0; !each.excluded && i < each.words.size(); ++i) {
                made.text.append(made.text.empty() ? "'x" : " | 'x").append(each.words[i]);
                made.text.append(each.prefix && i + 1 == each.words.size() ? "':*" : "'");
            }
        return made;
    }

private:
    struct term {
        std::vector<std::string_view> words{};
        bool excluded = false;
        bool prefix = false;
    };

    static std::string quote_end(std::string_view weights) { return "':" + std::string(weights); }
    static constexpr bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

    static term next_term(std::string_view& typed) {
        term made;
        while (!typed.empty() && is_space(typed.front())) typed.remove_prefix(1);
        made.excluded = typed.starts_with('-');
        if (made.excluded) typed.remove_prefix(1);
        const bool quoted = typed.starts_with('"');
        if (quoted) typed.remove_prefix(1);
        std::size_t end = 0;
        while (end < typed.size() && typed[end] != '"' && (quoted || !is_space(typed[end]))) ++end;
        const std::string_view inside = typed.substr(0, end);
        typed.remove_prefix(quoted && end < typed.size() ? end + 1 : end);
        made.prefix = inside.ends_with('*') || (quoted && typed.starts_with('*'));
        split(inside, made.words);
        return made;
    }

    static void split(std::string_view text, std::vector<std::string_view>& words) {
        std::size_t begin = 0;
        for (std::size_t at = 0, size = 0; at <= text.size(); at += size) {
            size = at < text.size() ? size_of(text[at]) : 1;
            if (at < text.size() && !is_sign(code_point(text.substr(at, size)))) continue;
            if (begin != at) words.push_back(text.substr(begin, at - begin));
            begin = at + size;
        }
    }

    // Of valid UTF-8.
    static constexpr std::size_t size_of(char lead) noexcept {
        const auto byte = static_cast<unsigned char>(lead);
        return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    }
    static constexpr char32_t code_point(std::string_view bytes) noexcept {
        char32_t code = static_cast<unsigned char>(bytes[0]);
        if (bytes.size() > 1) code &= 0x7FU >> bytes.size();
        for (const char next : bytes.substr(1)) code = (code << 6) | (static_cast<unsigned char>(next) & 0x3FU);
        return code;
    }

    /// What is neither letter nor digit, as far as blocks tell; of the rest the database knows.
    static constexpr bool is_sign(char32_t c) noexcept {
        if (c < 0x80) return !((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'));
        if (c < 0xC0) return c != 0xAA && c != 0xB5 && c != 0xBA;
        return c == 0xD7 || c == 0xF7 || (c >= 0x2000 && c <= 0x206F) || (c >= 0x20A0 && c <= 0x20CF) || (c >= 0x2190 && c <= 0x2BFF) ||
               (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x3020) || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x1F000 && c <= 0x1FAFF);
    }

    std::vector<term> terms_; ///< their words are parts of the text
    bool is_wanted_ = false;
};

} // namespace tenon::inline TENON_ABI::sql

namespace tenon::inline TENON_ABI {

template <> struct codec<sql::search_text> {
    static constexpr auto type = column_type::text;
    static std::string_view encode(const sql::search_text& words) noexcept { return words.text; }
    static errc decode(std::string_view, sql::search_text&) noexcept { return errc::unsupported; }
    static errc check(const sql::search_text& words) noexcept { return words.refused; }
};

} // namespace tenon::inline TENON_ABI

// tenon/sqlite/search.hpp: the functions of a search (see tenon/search.hpp): its words as FTS5 wants them, and how well a row fits.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/schema.hpp>
#include <tenon/sql/search_names.hpp>
#include <tenon/sqlite/functions.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sqlite::detail {

/// FTS5 in the triggers that keep the words: SQLite allows that in a schema that is not trusted only since FTS5 says of itself that
/// it does no harm, which that of Debian 12 does not. Nothing but the schema of the models needs it.
TENON_RARE bool keeps_words(const schema_info& schema) noexcept {
    return std::any_of(schema.models.begin(), schema.models.end(), [](const model_info* model) { return !model->searched.empty(); });
}

/// tenon_words(query): of PostgreSQL's words those of FTS5. `'xblue xwhale':A & 'xso':*A & !('xship':A)` is `"blue whale"  "so"*
/// NOT ("ship")`. Between quotes there are words and spaces only, and an x in front of each word.
TENON_RARE void search_words(sqlite3_context* context, int, sqlite3_value** arguments) noexcept try {
    std::string_view query;
    if (!text_argument(arguments[0], query)) return sqlite3_result_null(context);
    std::string words;
    bool quoted = false, begins = false;
    for (const char c : query) {
        if (c == '\'') {
            words += '"';
            quoted = begins = !quoted;
        } else if (quoted) {
            if (!begins) words += c;
            begins = c == ' ';
        } else if (c == '!') words += "NOT ";
        else if (c == '-') words += '+'; // of <->
        else if (c == ' ' || c == '(' || c == ')' || c == '*') words += c;
    }
    sqlite3_result_text64(context, words.data(), words.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
} catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
}

/// FTS5's own tokenizer, so that a word is here what it is in the index.
template <int = 0> class word_reader {
public:
    explicit word_reader(sqlite3* database) noexcept {
        sqlite3_stmt* asked = nullptr;
        fts5_api* api = nullptr;
        if (sqlite3_prepare_v2(database, "SELECT fts5(?1)", -1, &asked, nullptr) == SQLITE_OK) {
            sqlite3_bind_pointer(asked, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
            sqlite3_step(asked);
        }
        sqlite3_finalize(asked);
        void* data = nullptr;
        const int count = static_cast<int>(std::size(sql::search_tokenizer));
        const char* arguments[std::size(sql::search_tokenizer)];
        std::copy(std::begin(sql::search_tokenizer), std::end(sql::search_tokenizer), arguments);
        if (api != nullptr && api->xFindTokenizer(api, "unicode61", &data, &functions_) == SQLITE_OK)
            if (functions_.xCreate(data, arguments, count, &tokenizer_) != SQLITE_OK) tokenizer_ = nullptr;
    }
    word_reader(const word_reader&) = delete;
    ~word_reader() {
        if (tokenizer_ != nullptr) functions_.xDelete(tokenizer_);
    }
    bool is_ready() const noexcept { return tokenizer_ != nullptr; }

    /// Adds the words of a text.
    void read(std::string_view text, std::vector<std::string>& words) {
        const auto take = [](void* into, int, const char* word, int size, int, int) noexcept {
            try {
                static_cast<std::vector<std::string>*>(into)->emplace_back(word, static_cast<std::size_t>(size));
            } catch (const std::bad_alloc&) {
                return SQLITE_NOMEM;
            }
            return SQLITE_OK;
        };
        const int code = functions_.xTokenize(tokenizer_, &words, FTS5_TOKENIZE_AUX, text.data(), static_cast<int>(text.size()), take);
        if (code != SQLITE_OK) throw std::bad_alloc();
    }

private:
    fts5_tokenizer functions_{};
    Fts5Tokenizer* tokenizer_ = nullptr;
};

/// What the rank of rows counts. Ranks are those of PostgreSQL's ts_rank, to the last bit: of a word that is there n times, the sum
/// of 1/i² up to n; over the logarithm of the number of all words.
template <int = 0> class row_rank {
public:
    row_rank(sqlite3* database, std::string_view query) : reader_(database) {
        std::vector<std::string> words;
        while (reader_.is_ready()) {
            const std::size_t begin = query.find('\''), end = query.find('\'', begin + 1);
            if (begin == query.npos || end == query.npos) break;
            words.clear();
            reader_.read(query.substr(begin + 2, end - begin - 2), words); // without the x
            query.remove_prefix(end + 1);
            for (std::size_t i = 0; i < words.size(); ++i) wanted_.push_back({words[i], i + 1 == words.size() && query.starts_with(":*")});
        }
        const auto before = [](const word& a, const word& b) { return a.text < b.text; };
        std::sort(wanted_.begin(), wanted_.end(), before);
        wanted_.erase(std::unique(wanted_.begin(), wanted_.end(), [](const word& a, const word& b) { return a.text == b.text; }), wanted_.end());
    }
    bool is_ready() const noexcept { return reader_.is_ready(); }

    double of(int count, sqlite3_value** texts) {
        words_.clear();
        for (int i = 0; i < count; ++i)
            if (std::string_view text; text_argument(texts[i], text)) reader_.read(text, words_);
        std::sort(words_.begin(), words_.end());
        float rank = 0;
        long length = 0;
        for (auto at = words_.begin(), next = at; at != words_.end(); at = next) {
            next = std::upper_bound(at, words_.end(), *at);
            length += std::min<long>(next - at, most);
        }
        for (const word& each : wanted_)
            for (auto at = std::lower_bound(words_.begin(), words_.end(), each.text); at != words_.end() && fits(*at, each);) {
                const auto next = std::upper_bound(at, words_.end(), *at);
                rank = static_cast<float>(rank + sum(std::min<long>(next - at, most)) / 1.64493406685);
                at = next;
            }
        if (!wanted_.empty()) rank = rank / static_cast<float>(wanted_.size());
        return length == 0 ? 0 : static_cast<float>(rank / (std::log(static_cast<double>(length + 1)) / std::log(2.0)));
    }

private:
    static constexpr long most = 255; // PostgreSQL counts no more of one word
    struct word {
        std::string text;
        bool prefix;
    };
    static bool fits(const std::string& found, const word& wanted) noexcept {
        return wanted.prefix ? found.starts_with(wanted.text) : found == wanted.text;
    }
    static float sum(long count) noexcept {
        float made = 0;
        for (long i = 1; i <= count; ++i) made += 1.0F / static_cast<float>(i * i);
        return made;
    }

    word_reader<> reader_;
    std::vector<word> wanted_;
    std::vector<std::string> words_;
};

/// tenon_rank(query, text, …): of the row's own texts alone, so that it tells nothing of other rows, as FTS5's bm25() would.
TENON_RARE void search_rank(sqlite3_context* context, int count, sqlite3_value** arguments) noexcept try {
    std::string_view query;
    if (count < 1 || !text_argument(arguments[0], query)) return sqlite3_result_null(context);
    auto* kept = static_cast<row_rank<>*>(sqlite3_get_auxdata(context, 0));
    if (kept == nullptr) {
        auto made = std::make_unique<row_rank<>>(sqlite3_context_db_handle(context), query);
        if (!made->is_ready()) return sqlite3_result_error(context, "no such module: fts5", -1);
        sqlite3_set_auxdata(context, 0, made.release(), [](void* held) { delete static_cast<row_rank<>*>(held); });
        kept = static_cast<row_rank<>*>(sqlite3_get_auxdata(context, 0));
        if (kept == nullptr) return sqlite3_result_error_nomem(context);
    }
    sqlite3_result_double(context, kept->of(count - 1, arguments + 1));
} catch (const std::bad_alloc&) {
    sqlite3_result_error_nomem(context);
}

/// Makes both, for a schema that keeps words. Whether all went well.
TENON_RARE bool create_search(sqlite3* database, const schema_info& schema) noexcept {
    if (!keeps_words(schema)) return true;
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    return sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, nullptr) == SQLITE_OK &&
           sqlite3_create_function_v2(database, "tenon_words", 1, flags, nullptr, search_words<>, nullptr, nullptr, nullptr) == SQLITE_OK &&
           sqlite3_create_function_v2(database, "tenon_rank", -1, flags, nullptr, search_rank<>, nullptr, nullptr, nullptr) == SQLITE_OK;
}

} // namespace tenon::inline TENON_ABI::sqlite::detail

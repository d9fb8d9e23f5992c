// tenon/sql/raw/text.hpp: placeholders of a raw text, in the spelling of its database.
//
// | written                | means                                                              |
// |------------------------|--------------------------------------------------------------------|
// | `?`                    | the next value                                                     |
// | `?2`, `$2`             | the second value; then a bare `?` is PostgreSQL's operator on JSON |
// | `:level`               | the value of that name, where values have names; the same of `?`   |
// | `??`, `?|`, `?&`       | the operators, in any text                                         |
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/sql/raw/request.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::inline TENON_ABI::sql {

namespace detail {

/// Cuts a text at its placeholders. Texts, quoted names and comments have none.
template <int = 0> class placeholder_reader {
public:
    TENON_COLD placeholder_reader(std::string_view text, const raw_request& asked, lexis spoken)
        : text_(text), asked_(&asked), sign_(spoken == lexis::postgres ? '$' : '?'), tokens_(tokens_of(text, spoken)),
          used_(asked.values.size()) {}

    /// The text with numbered placeholders, or what is wrong with it.
    TENON_COLD result<std::string> read() {
        if (tokens_.empty() || tokens_[0].is_symbol(';')) return refuse("The text has no statement");
        constexpr std::string_view transaction_words[] = {"BEGIN", "START", "COMMIT", "END", "ROLLBACK",
                                                          "ABORT", "SAVEPOINT", "RELEASE", "PREPARE"};
        if (begins_with_one_of(tokens_, transaction_words)) return refuse("Transactions are begun and ended by scope.transaction");
        if (text_.find('\0') != text_.npos) return refuse("The text has a NUL in it");
        for (std::size_t i = 0; i + 1 < tokens_.size(); ++i)
            if (tokens_[i].is_symbol(';')) return refuse("The text has several statements: run them one by one");
        for (std::size_t i = 0; i < tokens_.size(); ++i)
            if (!asked_->named && number_at(i) != 0) numbered_ = true;
        for (std::size_t i = 0; i < tokens_.size(); ++i) read(i);
        for (std::size_t i = 0; i < used_.size(); ++i)
            if (used_[i] == 0) note(std::string(asked_->values[i].field) + " stands nowhere in the text");
        if (!problems_.empty()) return refuse(problems_);
        return made_.append(text_.substr(from_));
    }

private:
    static failure refuse(const std::string& why) { return fail(raw_error(errc::invalid_sql, why)); }
    void note(const std::string& problem) { problems_.append(problems_.empty() ? "" : "; ").append(problem); }

    /// Whether the next token is the symbol `c`, without a space between them.
    bool adjoins(std::size_t i) const { return i + 1 < tokens_.size() && tokens_[i].end == tokens_[i + 1].begin; }
    bool is_followed_by(std::size_t i, char c) const { return adjoins(i) && tokens_[i + 1].is_symbol(c); }

    /// Of `?2` and `$2`; 0: it is none.
    std::size_t number_at(std::size_t i) const {
        if (!tokens_[i].is_symbol('?') && !tokens_[i].is_symbol('$')) return 0;
        if (!adjoins(i) || tokens_[i + 1].kind != token_kind::number) return 0;
        const std::string& digits = tokens_[i + 1].value;
        std::size_t number = 0;
        const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        return parsed.ptr == digits.data() + digits.size() ? number : 0;
    }

    void read(std::size_t& i) {
        const sql_token& token = tokens_[i];
        if (token.is_symbol(':') && is_followed_by(i, ':')) ++i; // a cast
        else if (asked_->named && token.is_symbol(':') && adjoins(i) && tokens_[i + 1].kind == token_kind::word) {
            put(token.begin, tokens_[i + 1].end, place_of(tokens_[i + 1].value));
            ++i;
        } else if (token.is_symbol('?') && is_followed_by(i, '?')) {
            made_.append(text_.substr(from_, token.end - from_)); // one of them
            from_ = tokens_[++i].end;
        } else if (const std::size_t number = asked_->named ? 0 : number_at(i); number != 0) {
            put(token.begin, tokens_[i + 1].end, number);
            ++i;
        } else if (token.is_symbol('?') && !asked_->named && !numbered_ && !is_operator(i)) put(token.begin, token.end, ++next_);
    }

    /// `?|` and `?&`; but `?||` is a placeholder before `||`.
    bool is_operator(std::size_t i) const {
        for (const char c : {'|', '&'})
            if (is_followed_by(i, c)) return !is_followed_by(i + 1, c);
        return false;
    }

    std::size_t place_of(std::string_view name) {
        for (std::size_t i = 0; i < asked_->values.size(); ++i)
            if (asked_->values[i].field == name) return i + 1;
        note(":" + std::string(name) + " has no value");
        return 0;
    }

    void put(std::size_t begin, std::size_t end, std::size_t number) {
        made_.append(text_.substr(from_, begin - from_)).append(1, sign_).append(std::to_string(number));
        from_ = end;
        if (number != 0 && number <= used_.size()) used_[number - 1] = 1;
        else if (number > used_.size()) note(std::string(text_.substr(begin, end - begin)) + " has no value; the operator is written ??");
    }

    std::string_view text_;
    const raw_request* asked_;
    char sign_;
    std::vector<sql_token> tokens_;
    std::vector<std::uint8_t> used_; ///< which of the values
    bool numbered_ = false;  ///< the text has placeholders with numbers
    std::size_t next_ = 0;
    std::size_t from_ = 0; ///< what has not been copied yet
    std::string made_;
    std::string problems_;
};

} // namespace detail

/// A raw text with the placeholders of a database, numbered as the values are. errc::invalid_sql: no statement, several of
/// them, a placeholder without a value, a value without a placeholder.
TENON_RARE result<std::string> raw_text(std::string_view text, const raw_request& asked, lexis spoken) {
    return detail::placeholder_reader(text, asked, spoken).read();
}

} // namespace tenon::inline TENON_ABI::sql

// tenon/core/error.hpp: an error code with its details.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/errc.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenon::inline TENON_ABI {

/// What went wrong, where. Programs compare `code`; people read `message`. Nothing in here holds a value of a row,
/// except `server_text`.
struct error {
    errc code = errc::ok;
    std::string message;             ///< a whole sentence for people, free of row values
    std::string model;               ///< the struct's name; empty when no model took part
    std::vector<std::string> fields; ///< members of the struct, in the constraint's order
    std::string constraint;          ///< the name of the constraint, as the schema has it
    std::string native_code;         ///< SQLSTATE, or SQLite's extended result code in digits
    std::string statement;           ///< the SQL text, without values
    /// What the database itself said. UNSAFE to show: it can hold values of rows, also of other tenants.
    std::string server_text;
    /// The database takes nothing more of the transaction that the statement was part of, but its end.
    bool ended_transaction = false;
    std::string operation; ///< the name of the domain operation that ended so; empty outside one
    std::string refusal;   ///< of errc::operation_refused: the operation's own reason, by name

    /// Whether running the same transaction again can succeed.
    bool is_retryable() const noexcept {
        return code == errc::serialization_conflict || code == errc::deadlock || code == errc::busy;
    }

    /// Whether the surrounding transaction can do nothing more than roll back.
    bool poisons_transaction() const noexcept {
        switch (code) {
        case errc::serialization_conflict:
        case errc::deadlock:
        case errc::transaction_closed:
        case errc::cancelled:
        case errc::disk_full:
        case errc::corrupt:
        case errc::out_of_memory: return true;
        default: return ended_transaction || poisons_connection();
        }
    }

    /// Whether the connection is of no more use. The pool drops such a connection by itself.
    bool poisons_connection() const noexcept {
        return code == errc::connection_lost || code == errc::commit_unknown || code == errc::connection_failed ||
               code == errc::authentication_failed || code == errc::corrupt;
    }
};

/// An error with the code's own sentence, preceded by what it is about (`subject`), if that is not empty.
inline error make_error(errc code, std::string_view subject = {}) {
    error made;
    made.code = code;
    if (!subject.empty()) made.message.append(subject).append(": ");
    made.message += message(code);
    return made;
}

/// The whole of an error in one line: code, model, fields and message.
inline std::string to_string(const error& e) {
    std::string text = "tenon: ";
    text += to_string(e.code);
    if (!e.operation.empty()) text.append(" in ").append(e.operation);
    if (!e.model.empty() && e.model != e.operation) text.append(e.operation.empty() ? " in " : ", ").append(e.model);
    if (!e.fields.empty()) {
        text += " (";
        for (std::size_t i = 0; i < e.fields.size(); ++i) text.append(i == 0 ? "" : ", ").append(e.fields[i]);
        text += ')';
    }
    text.append(": ").append(e.message);
    return text;
}

} // namespace tenon::inline TENON_ABI

// tenon/testing.hpp: connections for tests: one that remembers what is sent, and one that answers from a script.
#pragma once

#include <tenon/testing/recording.hpp>
#include <tenon/testing/recording_statement.hpp>
#include <tenon/testing/script.hpp>
#include <tenon/testing/scripted_connection.hpp>
#include <tenon/testing/scripted_driver.hpp>
#include <tenon/testing/shown_value.hpp>
#include <tenon/testing/statement_log.hpp>

// tenon/sqlite.hpp: tenon on SQLite. Link with -lsqlite3.
#pragma once

#include <tenon/sqlite/analyze.hpp>
#include <tenon/sqlite/backup.hpp>
#include <tenon/sqlite/doctor.hpp>
#include <tenon/sqlite/driver.hpp>
#include <tenon/tenon.hpp>

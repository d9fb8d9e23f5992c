# cmake -D program=... -D expected=... -P check_output.cmake: runs the program and compares what it prints with a file.
execute_process(COMMAND "${program}" OUTPUT_VARIABLE output RESULT_VARIABLE status)
file(READ "${expected}" text)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${program} ended with ${status}; it printed:\n${output}")
elseif(NOT output STREQUAL text)
  message(FATAL_ERROR "${program} did not print what ${expected} holds, but:\n${output}")
endif()

module portolan/oracle/server

go 1.26.0

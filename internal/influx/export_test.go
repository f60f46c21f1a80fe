package influx

// MigrateBy is Migrate with other steps, for its tests.
var MigrateBy = (*DB).migrate

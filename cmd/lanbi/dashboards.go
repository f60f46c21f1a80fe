package main

import (
	"fmt"

	"lanbi/internal/grafana"
)

// dashboardsCommand writes the Grafana files.
type dashboardsCommand struct {
	Out           string `short:"o" required:"" type:"path" placeholder:"DIR" help:"Folder that gets dashboards/ and provisioning/."`
	Influx        string `default:"http://127.0.0.1:8086" help:"InfluxDB as Grafana reaches it."`
	Bucket        string `default:"lanbi" help:"Bucket of InfluxDB 2.x, database of 1.8."`
	TokenVariable string `placeholder:"NAME" help:"Environment variable of Grafana that holds the token of InfluxDB 2.x; 1.8 without users needs none."`
	Prometheus    string `default:"http://127.0.0.1:9090" help:"Prometheus as Grafana reaches it."`
	Page          string `default:"http://127.0.0.1:8080/" help:"Lanbi's page as people reach it."`
	Folder        string `default:"/var/lib/grafana/dashboards/lanbi" help:"Where Grafana sees dashboards/."`
}

// Run writes the files and says where they belong.
func (c dashboardsCommand) Run(std streams) error {
	o := grafana.Options{
		InfluxURL: c.Influx, Bucket: c.Bucket, TokenVariable: c.TokenVariable,
		PrometheusURL: c.Prometheus, PageURL: c.Page, Folder: c.Folder,
	}
	if err := o.Validate(); err != nil {
		return usageError{err}
	}
	if err := grafana.Write(c.Out, o); err != nil {
		return err
	}
	fmt.Fprintf(std.err, "written to %s: put provisioning/ into Grafana's provisioning folder, dashboards/ at %s\n", c.Out, c.Folder)
	return nil
}

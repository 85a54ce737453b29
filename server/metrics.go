package server

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"dragoman/graph"
)

// metrics are the figures of /metrics, in a registry of the server's own so that
// two servers in one process do not mix.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

func newMetrics(store graph.Counter) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "dragoman_http_request_seconds", Help: "Time to answer an HTTP request.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10},
		}, []string{"route", "status"}),
	}
	m.registry.MustRegister(m.requests, storeCollector{store},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) observe(route string, status int, took time.Duration) {
	m.requests.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// storeCollector asks the store at each scrape.
type storeCollector struct{ store graph.Counter }

var (
	descUp        = prometheus.NewDesc("dragoman_store_up", "1 when the store answers.", nil, nil)
	descEntities  = prometheus.NewDesc("dragoman_store_entities", "Entities in the store.", nil, nil)
	descRelations = prometheus.NewDesc("dragoman_store_relations", "Relations of every status in the store.", nil, nil)
	descReady     = prometheus.NewDesc("dragoman_store_ready", "1 when the store says that it is ready.", nil, nil)
	descBehind    = prometheus.NewDesc("dragoman_store_behind_seconds", "For how long a later state than the one answered from has been known of.", nil, nil)
	descClaims    = prometheus.NewDesc("dragoman_store_claims", "Claims in the store.", nil, nil)
)

// Describe implements prometheus.Collector.
func (c storeCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descUp, descReady, descBehind, descEntities, descRelations, descClaims} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c storeCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), readyTimeout)
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v)
	}
	if prober, ok := c.store.(graph.Prober); ok {
		h := prober.Health(ctx)
		ready := 0.0
		if h.Ready {
			ready = 1
		}
		gauge(descReady, ready)
		gauge(descBehind, h.Behind)
	}
	info, err := c.store.Info(ctx)
	if err != nil {
		gauge(descUp, 0)
		return
	}
	gauge(descUp, 1)
	gauge(descEntities, float64(info.Entities))
	gauge(descRelations, float64(info.Relations))
	gauge(descClaims, float64(info.Claims))
}

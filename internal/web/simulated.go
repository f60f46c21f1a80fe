package web

import "net/http"

// simulated tells whether what is shown is not measured.
func (s *Server) simulated() bool { return s.o.Simulated != nil && s.o.Simulated() }

// marked says with every answer made of simulated data what they are: lists and files
// of a fixed form have no place for it.
func (s *Server) marked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.simulated() {
			w.Header().Set("X-Simulated", "true")
		}
		next.ServeHTTP(w, r)
	})
}

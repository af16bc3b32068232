# Meta-analyses: Rscript meta-analysis.R > meta-analysis.json (R 4.2, metafor 3.8-1).
# Common: rma.uni(method = "EE"); random: rma.uni(method = "PM", test = "adhoc"), Hartung and Knapp's variance, never below 1.
suppressMessages(library(metafor))
set.seed(1)
number <- function(x) ifelse(is.na(x), "null", format(x, digits = 17, trim = TRUE, scientific = TRUE))
list_of <- function(x) paste0("[", paste(number(x), collapse = ", "), "]")
case <- function(name, d, s) {
  tight <- list(tol = 1e-15, maxiter = 10000)
  common <- rma.uni(yi = d, sei = s, method = "EE")
  random <- rma.uni(yi = d, sei = s, method = "PM", test = "adhoc", control = tight)
  expected <- predict(random)
  paste0('{"name": "', name, '", "differences": ', list_of(d), ', "standardErrors": ', list_of(s),
    ', "common": {"estimate": ', number(as.numeric(common$beta)), ', "standardError": ', number(common$se), '}',
    ', "q": ', number(common$QE), ', "p": ', number(common$QEp),
    ', "tau2": ', number(random$tau2), ', "i2": ', number(random$I2 / 100),
    ', "random": {"estimate": ', number(as.numeric(random$beta)), ', "standardError": ', number(random$se),
    ', "low": ', number(random$ci.lb), ', "high": ', number(random$ci.ub), '}',
    ', "prediction": {"low": ', number(expected$pi.lb), ', "high": ', number(expected$pi.ub), '}}')
}
drawn <- function(name, k, tau) {
  s <- runif(k, 0.01, 0.08)
  case(name, -0.05 + rnorm(k, sd = tau) + rnorm(k, sd = s), s)
}
cases <- c(
  case("two alike", c(-0.1, -0.1), c(0.02, 0.05)),
  case("two apart", c(-0.1, 0.2), c(0.02, 0.05)),
  case("three without any spread", c(0, 0, 0), c(0.03, 0.03, 0.03)),
  case("less apart than by chance", c(-0.06, -0.05, -0.055, -0.05), c(0.03, 0.02, 0.04, 0.025)),
  case("one far from the others", c(-0.02, 0.01, 0, -0.3, 0.02, 0.01), c(0.03, 0.02, 0.04, 0.03, 0.05, 0.02)),
  case("one known much better", c(-0.2, 0.1, 0.15), c(0.001, 0.2, 0.3)),
  case("in minutes", c(-31, 12, -55, 4.5, -20), c(9, 14, 22, 6, 11)),
  case("small", c(1e-4, 3e-4, -2e-4, 8e-4), c(1e-4, 2e-4, 1e-4, 2e-4)),
  drawn("six, alike", 6, 0), drawn("six, apart", 6, 0.1), drawn("twenty, apart", 20, 0.05), drawn("sixty, alike", 60, 0)
)
cat("[\n", paste(cases, collapse = ",\n"), "\n]\n", sep = "")

# A network of six sites: Rscript network.R > network.json (R 4.2, metafor 3.8-1). Of each cohort and measure the mean of these
# sites (method = "EE"), that of sites like these (method = "PM", test = "adhoc"), and each site against the others' mean.
suppressMessages(library(metafor))
set.seed(7)
number <- function(x) paste0("[", paste(format(x, digits = 17, trim = TRUE, scientific = TRUE), collapse = ", "), "]")
contrast <- function(category, metric, mean, tau) {
  s <- round(runif(6, 0.015, 0.06), 4)
  d <- round(mean + rnorm(6, sd = tau) + rnorm(6, sd = s), 4)
  common <- rma.uni(yi = d, sei = s, method = "EE")
  random <- rma.uni(yi = d, sei = s, method = "PM", test = "adhoc", control = list(tol = 1e-15, maxiter = 10000))
  others <- lapply(1:6, function(i) rma.uni(yi = d[-i], sei = s[-i], method = "EE"))
  apart <- sapply(1:6, function(i) d[i] - as.numeric(others[[i]]$beta))
  error <- sapply(1:6, function(i) sqrt(s[i]^2 + others[[i]]$se^2))
  expected <- predict(random)
  paste0('{"category": "', category, '", "metric": "', metric, '", "differences": ', number(d), ', "standardErrors": ', number(s),
    ', "mean": ', number(c(as.numeric(common$beta), common$se)),
    ', "elsewhere": ', number(c(as.numeric(random$beta), random$se)), ', "alone": ', number(c(random$ci.lb, random$ci.ub)),
    ', "expected": ', number(c(expected$pi.lb, expected$pi.ub)),
    ', "heterogeneity": ', number(c(random$tau2, random$I2 / 100, common$QE, common$QEp)),
    ', "apart": ', number(apart), ', "apartErrors": ', number(error), '}')
}
cat("[\n", paste(c(
  contrast("F", "event_recall", -0.12, 0), contrast("M", "event_recall", 0.01, 0.1),
  contrast("F", "precision", 0, 0), contrast("M", "precision", -0.03, 0.04)
), collapse = ",\n"), "\n]\n", sep = "")

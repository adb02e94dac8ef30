const login = document.querySelector("portico-login");

document.querySelector("[data-test=theme]").addEventListener("click", () => {
  const isDark = document.documentElement.classList.toggle("dark");
  login.theme = isDark ? "dark" : "auto";
});

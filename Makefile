# Everything here may be run twice. The work is in scripts/; this file names it.

SHELL := bash
PORT ?= 8000
MANAGE := .venv/bin/python manage.py
export PORT

.DEFAULT_GOAL := help
.PHONY: help run demo test test-sqlite test-postgres check format clean

help: ## แสดงรายการคำสั่งนี้ · this list
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

run: ## ติดตั้งทุกอย่างแล้วเปิดระบบและตัวทำงานเบื้องหลังที่ 127.0.0.1:8000 (PORT=… เพื่อเปลี่ยน) · set up and serve, with the worker
	@scripts/setup.sh run
	@$(MANAGE) demo --prepare --if-empty --accounts
	@exec scripts/serve.sh 127.0.0.1:$(PORT)

demo: ## เตรียมฐานข้อมูลพร้อมจังหวัดตัวอย่าง ถ้ายังไม่มี · the database and a demo province, if there is none
	@scripts/setup.sh run
	@$(MANAGE) demo --prepare --if-empty

test: ## ทดสอบทั้งหมดบน SQLite และ PostgreSQL ชั่วคราว · the tests on both databases
	@scripts/setup.sh test
	@scripts/test.sh

test-sqlite: ## ทดสอบบน SQLite เท่านั้น · the tests on SQLite only
	@scripts/setup.sh test
	@scripts/test.sh sqlite

test-postgres: ## ทดสอบบน PostgreSQL ชั่วคราวเท่านั้น · the tests on a throw-away PostgreSQL only
	@scripts/setup.sh test
	@scripts/test.sh postgres

check: ## ตรวจรูปแบบโค้ด โครงสร้าง และค่าตั้งสำหรับใช้งานจริง · lint, structure, production settings
	@scripts/setup.sh check
	@scripts/check.sh

format: ## จัดรูปแบบโค้ด · put the Python code in order
	@scripts/setup.sh check
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .

clean: ## ลบสิ่งที่ติดตั้งและแฟ้มชั่วคราว แต่ไม่ลบข้อมูล · remove what was made, but never the data
	@rm -rf .venv staticfiles htmlcov .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
